"""Three cycles of a standard laid over each other: what is too faint to be heard in any one.

In: how much the newest columns look like a standard's group, hop by hop. Out: a `Folded` where
three windows, one cycle apart, look like it together and the pauses between them do not. A voice
that covers one group of a 520 Hz sounder seldom covers all, and what chance makes of voices does
not come again in the same place of the cycle.

Never does: naming, deciding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.events.cadence.patterns import Standard
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.types import FloatArray

_CYCLES = 3
_LEAST, _FULL = -0.3, 0.85
"""One window counts for no less and for no more."""
_STRAY_COUNTS, _STRAY_FREE = 0.6, 0.1
"""How much is taken off for pauses that were not silent, and what any bed fills of them."""
_NAT = 0.02
"""Score that makes one nat of odds: on tuning streams, each halves what chance gives and more."""
ENOUGH = 3.0
"""Log-odds of what just reaches the score that is asked for; nothing less is reported."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Three groups, a cycle apart."""

    column: int
    """Of the watched columns, in which it was heard."""
    back: int
    """Columns between the newest group's end and now."""
    cycle: float
    """From group to group [s]."""
    odds: float
    """Logarithm of the odds that a device made them."""


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """What is remembered: bounded, its size never changes."""

    windows: FloatArray
    """Likeness of the windows that end at each place, shape (n, columns), the newest last."""
    strays: FloatArray
    """Part of the pause before each that was not silent, of the same shape."""


class Fold:
    """Lays cycles over each other.

    Parameters
    ----------
    standard : Standard
    scores : ndarray, shape (columns,), float32
        Score from which each watched column is believed.
    """

    def __init__(self, standard: Standard, scores: FloatArray) -> None:
        self._scores = scores
        self._every = standard.every
        step = self._every * COLUMN_SECONDS
        self._places = HOP_COLUMNS // self._every
        first, last = (round(seconds / step) for seconds in standard.cycles)
        self._shifts = np.arange(first, last + 1, max(1, round(0.04 / step)))
        self._cycles = (self._shifts * step).tolist()
        self._n = int((_CYCLES - 1) * self._shifts[-1]) + self._places
        newest = np.arange(self._n - self._places, self._n)
        each = np.arange(_CYCLES)[:, None, None] * self._shifts[:, None]
        self._windows = newest - each
        """Places of the windows of each cycle's length, shape (_CYCLES, lengths, places)."""

    def start(self) -> Likenesses:
        """Nothing was heard yet."""
        nothing = np.full((self._n, len(self._scores)), _LEAST, np.float32)
        return Likenesses(nothing, np.zeros_like(nothing))

    def step(
        self, state: Likenesses, likeness: FloatArray, stray: FloatArray
    ) -> tuple[Likenesses, Folded | None]:
        """Lay one more hop over what came before.

        Parameters
        ----------
        state : Likenesses
        likeness : ndarray, shape (HOP_COLUMNS / standard.every, columns), float32
            Of the windows that end in the hop, -1..1, the oldest first.
        stray : ndarray, of the same shape
            Part of the pause before each window that was not silent, 0..1.
        """
        new = np.clip(likeness, _LEAST, _FULL)
        windows = np.concatenate([state.windows[self._places :], new])
        strays = np.concatenate([state.strays[self._places :], stray])
        after = Likenesses(windows, strays)
        between = np.maximum(strays[self._windows].mean(axis=0) - _STRAY_FREE, 0.0)
        over = windows[self._windows].mean(axis=0) - _STRAY_COUNTS * between - self._scores
        length, place, column = np.unravel_index(int(over.argmax()), over.shape)
        odds = ENOUGH + float(over[length, place, column]) / _NAT
        if odds < ENOUGH:
            return after, None
        back = (self._places - 1 - int(place)) * self._every
        return after, Folded(int(column), back, self._cycles[length], odds)
