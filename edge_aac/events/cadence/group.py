"""A group of pulses that was heard, and the row of groups that it continues.

In: groups. Out: the row that leads up to the newest one. What chance made of music or of a
bird does not come again at the same pitch, speed and distance; a device does.

Never does: finding groups, deciding what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.events.cadence.patterns import Standard
from edge_aac.events.cadence.tones import FRAME_SECONDS

_SAME_SECONDS = 0.3
_SAME_BANDS = 2
_GROUP_FRAMES = 50
"""A group that overlaps another by that much is no other."""
_OFF_PITCH = 1
"""Bands by which a device's pitch may seem to move from group to group."""
_LOW, _OFF_PITCH_LOW = 13, 2
"""The same up to 600 Hz, where a voice beside it pulls the pitch."""
_LONGEST = 4
"""Groups of a row that are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of pulses."""

    start: int
    """Frame in which the first pulse began, counted since the beginning."""
    end: int
    """Frame after the last pulse."""
    band: int
    """Band of its pitch."""
    heard_in: int
    """Band in which it was heard best; its octave, perhaps."""
    period: float
    """From pulse to pulse [s]."""
    odds: float
    """Logarithm of the odds that a device made it."""
    level: float
    """Mean strength of its pulses."""

    def is_another_look_at(self, other: Group) -> bool:
        """Whether both are one group, met in two windows."""
        near = abs(self.start - other.start) * FRAME_SECONDS <= _SAME_SECONDS
        return near and (
            abs(self.band - other.band) <= _SAME_BANDS
            or abs(self.heard_in - other.heard_in) <= _SAME_BANDS
        )

    def sounds_with(self, other: Group) -> bool:
        """Whether it and another tone begin together and end together, as well as can be told."""
        near = round(_SAME_SECONDS / FRAME_SECONDS)
        return (
            other is not self
            and abs(self.start - other.start) <= near
            and abs(self.end - other.end) <= near
            and self.odds > 0.0
        )

    def sounds_between(self, before: Group, after: Group) -> bool:
        """Whether it is one more group of the same pitch in the pause between two."""
        pause = range(before.end + _GROUP_FRAMES, after.start - _GROUP_FRAMES)
        return (
            self.odds > 0.0 and self.start in pause and abs(self.band - after.band) <= _SAME_BANDS
        )

    def follows(self, other: Group, standard: Standard) -> bool:
        """Whether a device that made the other would make this one next."""
        apart = (self.start - other.start) * FRAME_SECONDS
        return (
            standard.nearest <= apart <= standard.farthest
            and abs(self.band - other.band) <= (_OFF_PITCH if self.band > _LOW else _OFF_PITCH_LOW)
            and abs(self.period - other.period) <= standard.off_speed * self.period
        )


def row_to(newest: Group, earlier: tuple[Group, ...], standard: Standard) -> tuple[Group, ...]:
    """The groups that lead up to the newest one, oldest first, itself included."""
    row = [newest]
    while len(row) < _LONGEST:
        before = [one for one in earlier if row[0].follows(one, standard)]
        if not before:
            break
        row.insert(0, max(before, key=lambda one: one.odds))
    return tuple(row)
