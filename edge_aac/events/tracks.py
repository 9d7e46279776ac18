"""What is remembered about everything that is watched: how strong it is, and in which recent rows.

In: one row of scores at a time. Out: new frozen `Tracks`; their size never changes. All members at
once, one column each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.label_groups import LabelThreshold
from edge_aac.types import ROW_SECONDS, FloatArray

HIGH, LOW, HINT = range(3)
"""Rows at or above the threshold, at or above the lower one, and in which the score itself, not
smoothed, hinted at the label: a network that knows the past alone grows sure some rows late."""
_HINT = 0.1
"""Part of the threshold that hints at a label."""
_SLOW = ROW_SECONDS / 2.0
"""Weight of a new row in `Tracks.level`: a memory of about 2 s."""
LONG_AGO = 1 << 30

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdArrays:
    """The numbers of all members, each (members,)."""

    upper: FloatArray
    lower: FloatArray
    hint: FloatArray
    rise: FloatArray
    confirm: Counts
    release: Counts
    inside: Bools
    """(rows, members): which recent rows of each count, the newest first."""

    @staticmethod
    def of(members: Sequence[LabelThreshold]) -> ThresholdArrays:
        """Of members, in order."""
        within = np.array([member.timing.within for member in members])
        upper = np.array([member.upper for member in members], np.float32)
        return ThresholdArrays(
            upper,
            np.array([member.lower for member in members], np.float32),
            upper * np.float32(_HINT),
            np.array([member.timing.rise for member in members], np.float32),
            np.array([member.timing.confirm for member in members]),
            np.array([member.timing.release for member in members]),
            np.arange(within.max())[:, None] < within,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Every member's recent past."""

    value: FloatArray
    """Smoothed score, 0..1."""
    level: FloatArray
    """Score over the last two seconds or so, 0..1."""
    peak: FloatArray
    """Highest smoothed score since the member was last absent."""
    recent: Bools
    """(3, rows, members): `HIGH`, `LOW`, `HINT`, the newest row first."""
    absent: Counts
    """Rows since it was last at or above the lower threshold."""
    weak: Counts
    """Rows since it was last at or above the threshold."""

    @staticmethod
    def nothing(members: ThresholdArrays) -> Tracks:
        """Nothing was heard."""
        rows, count = members.inside.shape
        zero, never = np.zeros(count, np.float32), np.full(count, LONG_AGO)
        return Tracks(zero, zero, zero, np.zeros((3, rows, count), bool), never, never)

    def update(self, members: ThresholdArrays, scores: FloatArray, joins: FloatArray) -> Tracks:
        """After one more row.

        Parameters
        ----------
        members : ThresholdArrays
        scores : ndarray, shape (members,), float32, 0..1
        joins : ndarray, shape (members, members), float32
            1 where a row of the first member counts for the second as well: for itself, and for the
            cautious label of its group.
        """
        value = self.value + members.rise * (scores - self.value)
        level = self.level + np.float32(_SLOW) * (scores - self.level)
        absent, weak = self.absent + 1, self.weak + 1
        hinted = scores >= members.hint
        if not (hinted.any() or (value >= members.lower).any() or self.recent.any()):
            # Nothing is heard, and nothing was: most hops of most days.
            return Tracks(value, level, self.peak, self.recent, absent, weak)
        now = np.stack([value >= members.upper, value >= members.lower, hinted])
        now = now.astype(np.float32) @ joins > 0.0
        now[LOW] |= now[HIGH]
        recent = np.concatenate([now[:, None], self.recent[:, :-1]], axis=1) & members.inside
        known = recent[LOW].any(axis=0)
        return Tracks(
            value,
            level,
            np.where(known, np.maximum(self.peak, value), np.float32(0.0)),
            recent,
            np.where(now[LOW], 0, absent),
            np.where(now[HIGH], 0, weak),
        )

    def without(self, which: Bools) -> Tracks:
        """The same, some members (members,) having heard nothing."""
        kept = ~which
        return replace(
            self,
            value=self.value * kept,
            level=self.level * kept,
            peak=self.peak * kept,
            recent=self.recent & kept,
            absent=np.where(kept, self.absent, LONG_AGO),
            weak=np.where(kept, self.weak, LONG_AGO),
        )

    @property
    def evidence(self) -> Counts:
        """Recent rows at or above the threshold, of each member."""
        return np.asarray(self.recent[HIGH].sum(axis=0), np.int64)

    def age(self, member: int, bridge: int) -> int:
        """Rows since a member's sound began, 0 for the newest.

        From the oldest row above the threshold, further back while the label stays
        above the lower one, or is hinted at; absences of up to `bridge` rows are crossed.
        """
        high = np.flatnonzero(self.recent[HIGH, :, member])
        age = int(high[-1]) if len(high) else -1
        suspected = self.recent[LOW, :, member] | self.recent[HINT, :, member]
        for row in np.flatnonzero(suspected).tolist():
            if row <= age:
                continue
            if row - age > bridge + 1:
                break
            age = row
        return max(age, 0)
