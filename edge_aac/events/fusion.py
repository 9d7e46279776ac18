"""Cadence and network together: when a temporal pattern is believed.

In: what the cadence detector heard, and the network's posteriors beside it. Out: a `Claim`: a
standard's pattern sounds, since when, how sure that is. A pattern that comes again is believed
whatever the network makes of it: that is how a faint alarm is heard. One that was heard once
is believed when the network rather takes it for an alarm than for something else.

Never does: making events.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import LOW_HERTZ, PIEZO_HERTZ, THIRD_HERTZ, Pattern
from edge_aac.events.timing import ROW_SECONDS

_MEMORY_SECONDS = 4.0
_FADE = ROW_SECONDS / _MEMORY_SECONDS
"""A posterior of 1 is forgotten after that many seconds."""
_LEAST_ALARM, _LEAST_RIVAL = 0.005, 0.05
"""The network is never surer than that that something is absent."""
_ONCE = 4.5
"""Log-odds, the network's included, that make one group enough."""
_ONCE_FIT = 1.0
"""Those of the group alone."""
_ONCE_HELP = 0.05
"""Without any help from the network, one group is never enough."""
_AGAIN = {Pattern.T3: 5.5, Pattern.T4: 6.0}
"""Log-odds of a row of groups at a disc's pitch that needs no other witness: half-way between
what twenty hours of tuning streams without alarms gave (0.0 for T3, 2.9 for T4, whose pulses are
a bird's) and what alarms 10 dB below a bed give (11 and 9.5)."""
_AGAIN_LOW = {Pattern.T3: 6.0, Pattern.T4: 8.0}
"""The same at the pitch of voices and music: they gave 4.4 and 6.2."""
_AGAIN_THIRD = {Pattern.T3: 7.0, Pattern.T4: 10.0}
"""The same where only a square wave's third partial is heard."""
_AGAIN_HELPED = {Pattern.T3: 3.0, Pattern.T4: 5.0}
"""What is enough where the network hears an alarm too."""
_HELP = 0.15
_HINT = 3.0
"""Log-odds, the network's included, that are enough to say that some alarm sounds."""
_HINT_FIT = 4.5
"""Pulses alone count for no more: beeps of any kind begin like that."""
_HINT_HELP = 0.15
_UNRIVALLED = 2.6
"""Log-odds of the network alone by which it may name an alarm that has no cadence."""
_SILENT_SECONDS = {Pattern.T3: 9.0, Pattern.T4: 13.0}
"""Without another group for so long, it is over: two cycles and a little."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What the network heard of late, slowly forgotten."""

    alarm: float = 0.0
    """Probability of any hazard alarm, 0..1."""
    rival: float = 0.0
    """Of what is most likely beside it."""

    def hear(self, alarm: float, rival: float) -> Witness:
        """After one more row of posteriors."""
        return Witness(max(alarm, self.alarm - _FADE), max(rival, self.rival - _FADE))

    @property
    def odds(self) -> float:
        """Logarithm of the odds of an alarm rather than the rival."""
        return math.log(max(self.alarm, _LEAST_ALARM) / max(self.rival, _LEAST_RIVAL))

    @property
    def unrivalled(self) -> bool:
        """Whether the network takes it for nothing but an alarm."""
        return self.odds >= _UNRIVALLED


NOTHING_HEARD = Witness()


@dataclass(frozen=True, slots=True)
class Claim:
    """A standard's pattern sounds."""

    pattern: Pattern
    onset: float
    until: float
    """When it is over, unless it is heard again [s]."""
    odds: float
    hertz: float
    groups: int

    @property
    def score(self) -> float:
        """Probability that a device makes it, 0..1."""
        return 1.0 / (1.0 + math.exp(-self.odds))

    @property
    def evidence(self) -> str:
        """What was heard, in words."""
        times = "once" if self.groups == 1 else f"{self.groups} times"
        return f"the {self.pattern.value} cadence at {self.hertz:.0f} Hz, {times}"


def claim(before: Claim | None, heard: Iterable[Heard], witness: Witness, t: float) -> Claim | None:
    """What is claimed after a hop.

    Parameters
    ----------
    before : Claim or None
        What was claimed until now.
    heard : iterable of Heard
        The groups that have just ended.
    witness : Witness
    t : float
        Now [s].
    """
    now = before if before is not None and t < before.until else None
    for one in heard:
        until = t + _SILENT_SECONDS[one.pattern]
        if now is not None and now.pattern is one.pattern and one.odds > 0.0:
            odds, groups = max(now.odds, one.odds), max(now.groups, one.groups)
            now = replace(now, until=until, odds=odds, groups=groups)
        elif now is None and _believed(one, witness):
            now = Claim(one.pattern, one.onset, until, one.odds, one.hertz, one.groups)
    return now


def hinted(heard: Iterable[Heard], witness: Witness) -> bool:
    """Whether some alarm sounds, by pulses that may become a standard's and by the network.

    This is said a second or so after an alarm's beginning, long before its name.
    """
    return witness.alarm >= _HINT_HELP and any(
        _within(one.hertz, PIEZO_HERTZ, LOW_HERTZ)
        and one.odds > _ONCE_FIT
        and min(one.odds, _HINT_FIT) + witness.odds > _HINT
        for one in heard
    )


def _believed(one: Heard, witness: Witness) -> bool:
    # Music and telephones come again in threes as well, but seldom at an alarm's pitch.
    if one.groups > 1:
        needed = _needed(one)
        if witness.alarm >= _HELP and witness.odds > -1.0 and needed < math.inf:
            needed = _AGAIN_HELPED[one.pattern]
        return one.odds >= needed
    # Four short beeps are anybody's; three long ones are only if the network says so.
    if one.pattern is not Pattern.T3 or witness.alarm < _ONCE_HELP:
        return False
    at_pitch = _within(one.hertz, PIEZO_HERTZ, LOW_HERTZ)
    return at_pitch and one.odds > _ONCE_FIT and one.odds + witness.odds > _ONCE


def _needed(one: Heard) -> float:
    """Log-odds by which a row is believed without any help."""
    if one.pattern not in _AGAIN:
        return math.inf
    if _within(one.hertz, PIEZO_HERTZ):
        return _AGAIN[one.pattern]
    if _within(one.hertz, LOW_HERTZ):
        return _AGAIN_LOW[one.pattern]
    return _AGAIN_THIRD[one.pattern] if _within(one.hertz, THIRD_HERTZ) else math.inf


def _within(hertz: float, *ranges: tuple[float, float]) -> bool:
    return any(low <= hertz <= high for low, high in ranges)
