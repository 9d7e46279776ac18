"""Cadence and network together: when a temporal pattern is believed.

In: what the cadence detector heard, and the network's posteriors beside it. Out: a `Claim`: a
standard's pattern sounds, since when, how sure that is. A pattern that is clear, or comes again,
is believed whatever the network makes of it: that is how a faint alarm is heard. One that came
twice and is less clear is believed when the network hears an alarm too.

Never does: making events.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import HORN_HERTZ, LOW_HERTZ, PIEZO_HERTZ, Pattern
from edge_aac.events.timing import ROW_SECONDS

_Entry = TypeVar("_Entry")
_MEMORY_SECONDS = 4.0
_FADE = ROW_SECONDS / _MEMORY_SECONDS
"""A posterior of 1 is forgotten after that many seconds."""
_LEAST_ALARM, _LEAST_RIVAL = 0.005, 0.05
"""The network is never surer than that that something is absent."""
_HELP = 0.15
"""Probability of an alarm from which the network helps; of a rival it may not hear much more."""
_UNRIVALLED = 2.6
"""Log-odds of the network alone by which it may name an alarm that has no cadence."""
_DISC_HERTZ = (2_780.0, 3_620.0)
"""Discs of alarms sound there. A disc above or below may be a microwave's, whose three beeps are
a T3 to the ear, and which the network takes for an alarm; they do not come again. Four short ones
are birds' as well."""
_SQUARE_HERTZ = (466.0, 574.0)
"""Square waves of alarms sound there, as well as it can be measured beside a voice: what is
outside is a hint at most."""
_SAME_PITCH, _SAME_LOW_PITCH = 0.01, 0.03
"""Part of the pitch by which one device's groups may seem to differ; at 520 Hz voices pull it."""
_SILENT_SECONDS = {Pattern.T3: 9.0, Pattern.T4: 13.0, Pattern.TWO_TONE: 4.0}
"""Without another group for so long, it is over: two cycles and a little."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Log-odds by which a standard's pattern is believed."""

    once: float
    twice: float
    thrice: float
    """Where it was heard three times or more, a cycle apart: chance adds up as well."""
    helped: float
    """Twice, where the network hears an alarm too."""


_NEEDED = {
    (Pattern.T3, PIEZO_HERTZ): Needed(4.2, 6.0, 10.0, 4.0),
    (Pattern.T3, _SQUARE_HERTZ): Needed(4.5, 6.0, 10.0, 4.0),
    (Pattern.T4, _DISC_HERTZ): Needed(math.inf, 13.0, 13.0, 9.0),
    (Pattern.T4, _SQUARE_HERTZ): Needed(math.inf, 6.0, 6.0, 6.0),
    (Pattern.TWO_TONE, HORN_HERTZ): Needed(math.inf, 14.0, 14.0, 6.0),
}
"""Well above what five hours of tuning streams without alarms gave: -0.1 once and nothing again
with T3, 2.3 again with T4. Of 900 rendered look-alikes the strongest had 2.4 (disc) and 3.7
(520 Hz) once, 1.3 and nothing again with T3, and of 900 others a beeper 4.1 once and a telephone
6.9 three times; with T4 birds at a disc's pitch 11.9, a flute 2.6 at 520 Hz. Of alarms as loud as
their bed 98 in 100 have 5.9 once with a disc, 5.1 at 520 Hz; fainter ones are found by three cycles
laid over each other. Four short beeps are anybody's, so a T4 has to come again. Two tones in
turn are a tune's as well: of 300 rendered jingles, telephones and flutes the strongest had 12.7,
and 8.0 where the network heard a siren."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Log-odds of a group by which some alarm is believed, before it has a name."""

    alone: float
    helped: float
    """Where the network hears an alarm too."""


_HINTS = {
    (Pattern.T3_BEGINS, PIEZO_HERTZ): Hint(2.7, 1.3),
    (Pattern.T3_BEGINS, LOW_HERTZ): Hint(2.7, 1.0),
    (Pattern.T3, PIEZO_HERTZ): Hint(2.1, 0.6),
    (Pattern.T3, LOW_HERTZ): Hint(2.1, 0.9),
    (Pattern.T4, PIEZO_HERTZ): Hint(2.1, 1.3),
    (Pattern.T4, LOW_HERTZ): Hint(1.9, 0.9),
}
"""Above what the same streams gave (1.1, -0.1; -0.4, -0.1; 1.5, 1.0), and above all but six of the
2,856 recordings without any announced sound, each heard at three speeds. Nearly all alarms as loud
as their bed are above, too."""


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
    def helps(self) -> bool:
        """Whether the network hears an alarm, and little else that could be it."""
        return self.alarm >= _HELP and self.odds > -1.0

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
        return probability(self.odds)

    def goes_on(self, one: Heard) -> bool:
        """Whether a group is the same device's: chance makes groups at any other pitch."""
        low = min(one.hertz, self.hertz) <= LOW_HERTZ[1]
        off = _SAME_LOW_PITCH if low else _SAME_PITCH
        same = abs(one.hertz / self.hertz - 1.0) <= off
        # Voices make short pulses at 520 Hz now and then; they do not continue a row.
        continues = one.groups > 1 or one.pattern is Pattern.T3
        return one.pattern is self.pattern and one.odds > 0.0 and same and continues

    @property
    def evidence(self) -> str:
        """What was heard, in words."""
        times = "once" if self.groups == 1 else f"{self.groups} times"
        return f"the {self.pattern.value} cadence at {self.hertz:.0f} Hz, {times}"


def probability(odds: float) -> float:
    """0..1, of the logarithm of the odds."""
    return 1.0 / (1.0 + math.exp(-odds))


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
    hint = _entry(_HINTS, one)
    if hint is None:
        return False
    odds = one.odds if one.newest is None else one.newest
    return odds >= (hint.helped if witness.helps else hint.alone)


def _believed(one: Heard, witness: Witness) -> bool:
    return one.folded or one.odds >= _needed(one, witness)


def _needed(one: Heard, witness: Witness) -> float:
    """Log-odds by which groups are believed."""
    needed = _entry(_NEEDED, one)
    if needed is None:
        return math.inf
    if one.groups > 1:
        twice = needed.helped if witness.helps else needed.twice
        return needed.thrice if one.groups > 2 else twice
    return needed.once if _within(one.hertz, _DISC_HERTZ, _SQUARE_HERTZ) else math.inf


def _entry(
    table: Mapping[tuple[Pattern, tuple[float, float]], _Entry], one: Heard
) -> _Entry | None:
    """What a table says of a pattern at its pitch; nothing at a pitch that no alarm has.

    Music and telephones come again in threes as well, but seldom at an alarm's pitch.
    """
    fits = (
        entry
        for (pattern, pitch), entry in table.items()
        if one.pattern is pattern and _within(one.hertz, pitch)
    )
    return next(fits, None)


def _within(hertz: float, *ranges: tuple[float, float]) -> bool:
    return any(low <= hertz <= high for low, high in ranges)
