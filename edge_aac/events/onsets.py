"""Where a sound began, exactly: the first steep rise near where its label appeared.

In: narrow-band columns, 20 ms each, hop by hop. Out: a time near another. The network's rows are
80 ms long and come late by more or less; the sound itself knows better. Bounded: the last minute.
Never does: deciding that there is a sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray

COLUMN_SECONDS = 0.02
_KEPT = 3_000
"""Columns that are remembered (one minute)."""
BEFORE, AFTER = 1.5, 0.2
"""So far around a label's first row its onset is looked for [s]: a network that knows the past
alone grows sure late."""
SOON = 0.5
"""The same where what is late of a label was made good already, as by the detector."""
_WIDE = 3.0
"""Before it, and a third of that after it, how much the sound rises and falls anyhow [s]."""
_PROMINENT = 3.0
"""A rise counts as an onset from so many times the usual one ..."""
_SHARE = 0.6
"""... and from this part of the highest near it: the first of these, since a bark is followed by
others that may be louder."""
_LATE = 0.03
"""A column covers 64 ms; what begins is first seen in one that ends so much later [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class OnsetState:
    """The newest rises, and the column before them."""

    rises: FloatArray
    """Shape (columns,), at most a minute."""
    last: FloatArray
    """The last columns, shape (2, bins)."""
    columns: int = 0
    """Columns so far."""


class Onsets:
    """Remembers how the sound rises."""

    def start(self) -> OnsetState:
        """Nothing heard yet."""
        return OnsetState(np.zeros(0, np.float32), np.zeros((0, 0), np.float32))

    def step(self, state: OnsetState, spectrum: FloatArray) -> OnsetState:
        """Take the columns of a hop, shape (n, bins), natural log power."""
        before = state.last if len(state.last) else spectrum[[0, 0]]
        rows = np.concatenate([before, spectrum])
        rises = np.maximum(rows[2:] - rows[:-2], 0.0).mean(axis=1)
        kept = np.concatenate([state.rises, rises])[-_KEPT:]
        return OnsetState(kept, rows[-2:], state.columns + len(spectrum))

    def near(self, state: OnsetState, t: float, before: float = BEFORE) -> float:
        """When a sound began.

        Parameters
        ----------
        state : OnsetState
        t : float
            Where its label's first row puts it [s]; the answer where nothing rose.
        before : float
            It may have begun so much earlier [s].
        """
        first = state.columns - len(state.rises)

        def at(seconds: float) -> int:
            return min(max(round(seconds / COLUMN_SECONDS) - first, 0), len(state.rises))

        around = state.rises[at(t - _WIDE) : at(t + _WIDE / 3.0)]
        low, high = at(t - before + _LATE), at(t + AFTER + _LATE)
        if high <= low or not len(around):
            return t
        near = state.rises[low:high]
        usual = _PROMINENT * float(np.median(around))
        if near.max() <= usual:
            return t
        place = int(np.flatnonzero(near >= max(_SHARE * float(near.max()), usual))[0])
        while place + 1 < len(near) and near[place + 1] > near[place]:
            place += 1
        return round(max(0.0, (first + low + place + 1) * COLUMN_SECONDS - _LATE), 3)
