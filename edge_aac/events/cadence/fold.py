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
_PAUSE = (4.2, 1.2)
"""Where the pause before a group is looked at, before the group's end [s]. Of a T3 it reaches into
the group before, so that the newest counts most: telephones on tuning sounds were told apart by
that, and a shorter one found no more alarms."""
_PAUSE_COUNTS, _PAUSE_QUIET = 0.3, 0.2
"""How much of the pause's best likeness is taken off, and what any pause reaches."""
_NAT = 0.02
"""Score that makes one nat of odds: on tuning streams, each halves what chance gives and more."""
_UNSAID = 4.5
"""Log-odds below which nothing is reported: a network that hears beeps would help too early."""


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
    pauses: FloatArray
    """Best likeness in the pause before each, of the same shape."""


class Fold:
    """Lays cycles over each other.

    Parameters
    ----------
    standard : Standard
    zero : float
        Score that chance and a device give alike often.
    columns : int
        How many columns are watched.
    """

    def __init__(self, standard: Standard, zero: float, columns: int) -> None:
        self._columns = columns
        self._zero = zero
        self._every = standard.every
        step = self._every * COLUMN_SECONDS
        self._places = HOP_COLUMNS // self._every
        first, last = (round(seconds / step) for seconds in standard.cycles)
        self._shifts = np.arange(first, last + 1, max(1, round(0.04 / step)))
        self._cycles = (self._shifts * step).tolist()
        self._n = int((_CYCLES - 1) * self._shifts[-1]) + self._places
        self._pause = slice(*(-round(seconds / step) for seconds in _PAUSE))
        newest = np.arange(self._n - self._places, self._n)
        each = np.arange(_CYCLES)[:, None, None] * self._shifts[:, None]
        self._windows = newest - each
        """Places of the windows of each cycle's length, shape (_CYCLES, lengths, places)."""

    def start(self) -> Likenesses:
        """Nothing was heard yet."""
        nothing = np.full((self._n, self._columns), _LEAST, np.float32)
        return Likenesses(nothing, nothing)

    def step(self, state: Likenesses, likeness: FloatArray) -> tuple[Likenesses, Folded | None]:
        """Lay one more hop over what came before.

        Parameters
        ----------
        state : Likenesses
        likeness : ndarray, shape (HOP_COLUMNS / standard.every, columns), float32
            Of the windows that end in the hop, -1..1, the oldest first.
        """
        new = np.clip(likeness, _LEAST, _FULL)
        windows = np.concatenate([state.windows[self._places :], new])
        pause = windows[self._pause].max(axis=0, keepdims=True).repeat(self._places, axis=0)
        pauses = np.concatenate([state.pauses[self._places :], pause])
        after = Likenesses(windows, pauses)
        between = np.maximum(pauses[self._windows[:-1]].mean(axis=0), _PAUSE_QUIET)
        score = windows[self._windows].mean(axis=0) - _PAUSE_COUNTS * between
        length, place, column = np.unravel_index(int(score.argmax()), score.shape)
        odds = (float(score[length, place, column]) - self._zero) / _NAT
        if odds < _UNSAID:
            return after, None
        back = (self._places - 1 - int(place)) * self._every
        return after, Folded(int(column), back, self._cycles[length], odds)
