"""A group of pulses that was heard, and the row of groups that it continues.

In: groups. Out: the row that leads up to the newest one. What chance made of music or of a
bird does not come again at the same pitch, speed and distance; a device does.

Never does: finding groups, deciding what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edge_aac.events.cadence.patterns import LOW_HERTZ, Standard
from edge_aac.events.cadence.tones import COLUMN_SECONDS

_SAME_SECONDS = 0.3
_SAME_PART = 0.02
"""Two tones so near to each other are one, met twice."""
_APART_COLUMNS = 25
"""A group that overlaps another by that much is no other."""
_OFF_PITCH, _OFF_PITCH_LOW = 0.006, 0.025
"""Part of the pitch by which a device may seem to move from group to group; at 520 Hz a voice
beside it pulls the pitch."""
_AS_CLEAR = 1.5
"""A tone whose odds are less by so much is a sounder's edge or a room's."""
_AS_LOUD = 1.0
"""A tone fainter by so much is another one's [nepers of power]."""
_TOGETHER_COLUMNS = 10
_OFF_PARTIAL = 0.04
"""Part of a pitch, of each partial, by which a tone may be off and is still the same sounder's."""
_STEADY_COLUMNS = 6
"""By how much a device's cycle may seem to differ from one to the next."""
_LONGEST = 4
"""Groups of a row that are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of pulses."""

    start: int
    """Column in which the first pulse began, counted since the beginning."""
    end: int
    """Column after the last pulse."""
    hertz: float
    """Its pitch."""
    period: float
    """From pulse to pulse [s]."""
    odds: float
    """Logarithm of the odds that a device made it."""
    level: float
    """Of its pulses, natural log power."""
    lone: bool = False
    """Whether one partial of several was heard and no other: most often a beep that lies there."""
    hidden: bool = False
    """Whether the own voice covered part of it: it may have begun a pulse sooner or later."""

    def is_another_look_at(self, other: Group) -> bool:
        """Whether both are one group, met in two windows."""
        near = abs(self.start - other.start) * COLUMN_SECONDS <= _SAME_SECONDS
        return near and self.has_pitch(other.hertz)

    def has_pitch(self, hertz: float) -> bool:
        """Whether it sounds at a pitch, as well as can be told."""
        return abs(self.hertz / hertz - 1.0) <= _SAME_PART

    def in_company(self, others: Iterable[Group]) -> bool:
        """Whether a tone of another pitch keeps the same times about as well.

        A glide crosses many pitches at once, chords and two-tone telephones hold some; a device's
        sounder has one, and its partials.
        """
        return any(
            one.odds > self.odds - _AS_CLEAR
            and max(abs(one.start - self.start), abs(one.end - self.end)) <= _TOGETHER_COLUMNS
            and not _is_partial(*sorted((one.hertz, self.hertz)))
            for one in others
        )

    def sounds_between(self, before: Group, after: Group) -> bool:
        """Whether it is one more group of the same pitch in the pause between two.

        One that is fainter than both is what a bed made of it. At 520 Hz, where voices are as loud,
        so is one that is far less clear than both.
        """
        faint = self.level < min(before.level, after.level) - _AS_LOUD
        poor = self.odds <= min(before.odds, after.odds) - _AS_CLEAR
        return (
            before.end + _APART_COLUMNS < self.start < after.start - _APART_COLUMNS
            and self.has_pitch(after.hertz)
            and not (self.hidden or faint or (poor and self.hertz <= LOW_HERTZ[1]))
        )

    def follows(self, other: Group, standard: Standard) -> bool:
        """Whether a device that made the other would make this one next."""
        apart = (self.start - other.start) * COLUMN_SECONDS
        off = _OFF_PITCH_LOW if self.hertz <= LOW_HERTZ[1] else _OFF_PITCH
        return (
            standard.nearest <= apart <= standard.farthest
            and abs(self.hertz / other.hertz - 1.0) <= off
            and abs(self.period - other.period) <= standard.off_speed * self.period
        )


def row_to(newest: Group, earlier: tuple[Group, ...], standard: Standard) -> tuple[Group, ...]:
    """The groups that lead up to the newest one, oldest first, itself included.

    What is in company leads up to nothing: chance must not spoil a group that is clear.
    """
    row = [newest]
    while len(row) < _LONGEST:
        before = [
            one
            for one in earlier
            if row[0].follows(one, standard) and _steady(one, row) and not one.in_company(earlier)
        ]
        if not before:
            break
        best = max(before, key=lambda one: one.odds)
        if any(one.sounds_between(best, row[0]) for one in earlier):
            break
        row.insert(0, best)
    return tuple(row)


def _steady(one: Group, row: list[Group]) -> bool:
    """Whether a group lies as far before a row as the row's first two lie apart."""
    if len(row) < 2:
        return True
    apart = row[1].start - row[0].start
    return abs(row[0].start - one.start - apart) <= _STEADY_COLUMNS


def _is_partial(low: float, high: float) -> bool:
    """Whether the higher of two pitches is the lower one's partial, or the same."""
    ratio = high / low
    return abs(ratio - round(ratio)) <= _OFF_PARTIAL * ratio / round(ratio)
