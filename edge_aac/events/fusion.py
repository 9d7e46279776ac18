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
_ONCE_FIT = 4.2
"""Those of the group alone: birds and clocks reach 3.6."""
_ONCE_HELP = 0.05
"""With less help from the network, one group has to be beyond doubt."""
_ONCE_ALONE = {PIEZO_HERTZ: 5.8, LOW_HERTZ: 5.0}
"""Such a group of T3 needs no witness: hours of tuning streams gave 4.0 and 1.6, look-alikes of
the training synthesiser 5.4 (a reversing beeper) and 3.0."""
_HELP = 0.15
_COMPANY = 4.0
"""A chord takes so much from a row of one of its tones at most: rooms have tones of their own."""
_HINT = 3.0
"""Log-odds, the network's included, that are enough to say that some alarm sounds."""
_HINT_LEAST = 1.0
_HINT_FIT = 4.5
"""Pulses alone count for no more: beeps of any kind begin like that."""
_HINT_HELP = 0.15
_UNRIVALLED = 2.6
"""Log-odds of the network alone by which it may name an alarm that has no cadence."""
_SAME_PITCH, _SAME_LOW_PITCH = 0.07, 0.13
"""Part of the pitch by which one device's groups may seem to differ: a band, at 520 Hz two."""
_SILENT_SECONDS = {Pattern.T3: 9.0, Pattern.T4: 13.0}
"""Without another group for so long, it is over: two cycles and a little."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Log-odds by which a row of groups is believed."""

    twice: float
    thrice: float
    """Where it has three groups or more, whose odds add up."""
    helped: float
    """Where the network hears an alarm too."""


_NEEDED = {
    (Pattern.T3, PIEZO_HERTZ): Needed(4.5, 5.0, 2.0),
    (Pattern.T3, LOW_HERTZ): Needed(4.5, 5.0, 2.5),
    (Pattern.T3, THIRD_HERTZ): Needed(6.0, 7.0, 4.5),
    (Pattern.T4, PIEZO_HERTZ): Needed(5.6, 4.5, 5.6),
    (Pattern.T4, LOW_HERTZ): Needed(7.2, 6.0, 5.5),
    (Pattern.T4, THIRD_HERTZ): Needed(7.0, 6.8, 5.0),
}
"""Half-way between what hours of tuning streams without alarms gave and what alarms 10 dB below
a bed give. Voices, music and birds reach most: at their pitches, and with T4's short pulses."""


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

    def goes_on(self, one: Heard) -> bool:
        """Whether a group is the same device's: chance makes groups at any other pitch."""
        low = min(one.hertz, self.hertz) <= LOW_HERTZ[1]
        off = _SAME_LOW_PITCH if low else _SAME_PITCH
        same = any(abs(one.hertz / self.hertz / k - 1.0) <= off for k in (1 / 3, 1.0, 3.0))
        # Voices make short pulses at 520 Hz now and then; they do not continue a row.
        continues = one.groups > 1 or one.pattern is Pattern.T3
        return one.pattern is self.pattern and one.odds > 0.0 and same and continues

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
        if now is not None and (
            now.goes_on(one) or (one.pattern is now.pattern and _believed(one, witness))
        ):
            odds, groups = max(now.odds, one.odds), max(now.groups, one.groups)
            now = replace(now, until=until, odds=odds, groups=groups)
        elif now is None and _believed(one, witness):
            now = Claim(one.pattern, one.onset, until, one.odds, one.hertz, one.groups)
    return now


def hinted(heard: Iterable[Heard], witness: Witness) -> bool:
    """Whether some alarm sounds, by pulses that may become a standard's and by the network.

    This is said a second or so after an alarm's beginning, long before its name.
    """
    return any(_is_hint(one, witness) for one in heard)


def _is_hint(one: Heard, witness: Witness) -> bool:
    if witness.alarm < _HINT_HELP or not _within(one.hertz, PIEZO_HERTZ, LOW_HERTZ):
        return False
    return one.odds > _HINT_LEAST and min(one.odds, _HINT_FIT) + witness.odds > _HINT


def _believed(one: Heard, witness: Witness) -> bool:
    # Music and telephones come again in threes as well, but seldom at an alarm's pitch.
    if one.groups > 1:
        # A voice at the low pitch keeps company with itself.
        company = 0.0 if _within(one.hertz, LOW_HERTZ) else min(_COMPANY, one.company)
        return one.odds - company >= _needed(one, witness)
    # Four short beeps are anybody's; three long ones mean more.
    if one.pattern is not Pattern.T3:
        return False
    if any(_within(one.hertz, at) and one.odds >= odds for at, odds in _ONCE_ALONE.items()):
        return True
    at_pitch = _within(one.hertz, PIEZO_HERTZ, LOW_HERTZ)
    fits = at_pitch and one.odds > _ONCE_FIT and one.odds + witness.odds > _ONCE
    return fits and witness.alarm >= _ONCE_HELP


def _needed(one: Heard, witness: Witness) -> float:
    """Log-odds by which a row is believed."""
    for (pattern, pitch), needed in _NEEDED.items():
        if one.pattern is pattern and _within(one.hertz, pitch):
            alone = needed.twice if one.groups == 2 else needed.thrice
            helped = witness.alarm >= _HELP and witness.odds > -1.0
            return min(alone, needed.helped) if helped else alone
    return math.inf


def _within(hertz: float, *ranges: tuple[float, float]) -> bool:
    return any(low <= hertz <= high for low, high in ranges)
