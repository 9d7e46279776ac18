"""Three cycles of a standard laid over each other: what is too faint to be heard in any one.

In: the past, hop by hop. Out: a `Folded` where three windows, one cycle apart, look like the
standard's group together and the pauses between them do not. A voice that covers one group of a
520 Hz sounder seldom covers all, and what chance makes of voices does not come again in the same
place of the cycle.

Never does: naming, deciding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.events.cadence.bank import Bank
from edge_aac.events.cadence.masks import UNKNOWN
from edge_aac.events.cadence.overlay import FULL, LEAST, Window, overlaid, worth
from edge_aac.events.cadence.partials import Partials
from edge_aac.events.cadence.past import Past, window
from edge_aac.events.cadence.patterns import Standard
from edge_aac.events.cadence.pitches import Pitch
from edge_aac.events.cadence.template import Template
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.types import FloatArray

CYCLES = 3
_MOST = 4
"""Places of one hop that are worth a closer look."""
_NEAR_HERTZ = 50.0
"""What is as near as that to one of them is the same."""
_NAT = 0.06
"""Score that makes one nat of odds: on tuning streams, each makes chance as much rarer."""
ENOUGH = 3.0
"""Log-odds of what just reaches the score that is asked for; nothing less is reported."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Three groups, a cycle apart."""

    pitch: Pitch
    template: Template
    back: int
    """Columns between the newest group's end and now."""
    cycle: int
    """Columns from group to group."""
    odds: float
    """Logarithm of the odds that a device made them."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """What is remembered: bounded, its size never changes."""

    likeness: FloatArray
    """Of every window to every partial, shape (n, partials), the newest last."""
    counts: FloatArray
    """How much of each window the own voice left to be looked at, shape (n,), 0..1."""


class Fold:
    """Lays cycles over each other.

    Parameters
    ----------
    standard : Standard
        One that is folded.
    bank : Bank
        The standard's.
    pitches : tuple of Pitch
        Those of sounders that it does not fold are passed over.
    """

    def __init__(self, standard: Standard, bank: Bank, pitches: tuple[Pitch, ...]) -> None:
        pitches = tuple(one for one in pitches if one.sounder in standard.folded)
        self._bank, self._pitches = bank, pitches
        scores = [standard.folded[one.sounder] for one in pitches]
        self._scores = np.array(scores, np.float32)
        self._partials = Partials(pitches)
        self._every = standard.every
        step = self._every * COLUMN_SECONDS
        self._places = HOP_COLUMNS // self._every
        first, last = (round(seconds / step) for seconds in standard.cycles)
        self._shifts = np.arange(first, last + 1, max(1, round(0.04 / step)))
        self._n = int((CYCLES - 1) * self._shifts[-1]) + self._places
        newest = np.arange(self._n - self._places, self._n)
        each = np.arange(CYCLES)[:, None, None] * self._shifts[:, None]
        self._windows = newest - each
        """Places of the windows of each cycle's length, shape (CYCLES, lengths, places)."""
        lowest = np.array([one.hertz for one in pitches])
        self._same = np.abs(lowest[:, None] - lowest) <= _NEAR_HERTZ

    @property
    def columns(self) -> int:
        """Columns of the past that are needed."""
        return self._bank.columns + (CYCLES - 1) * int(self._shifts[-1]) * self._every

    def start(self) -> Laid:
        """Nothing was heard yet."""
        nothing = np.full((self._n, len(self._partials.bins)), LEAST, np.float32)
        return Laid(nothing, np.ones(self._n, np.float32))

    def step(self, state: Laid, past: Past) -> tuple[Laid, Folded | None]:
        """Lay one more hop over what came before.

        Parameters
        ----------
        state : Laid
        past : Past
            With the hop.
        """
        likeness, counts = self._best(past)
        after = Laid(
            np.concatenate([state.likeness[self._places :], likeness]),
            np.concatenate([state.counts[self._places :], counts]),
        )
        over = self._together(after) - self._scores
        for _ in range(_MOST):
            length, place, column = np.unravel_index(int(over.argmax()), over.shape)
            if over[length, place, column] < 0.0:
                break
            back = (self._places - 1 - int(place)) * self._every
            cycle = int(self._shifts[length]) * self._every
            found = self._closer(past, int(column), back, cycle)
            if found is not None:
                return after, found
            over[..., self._same[column]] = -1.0
        return after, None

    def _best(self, past: Past) -> tuple[FloatArray, FloatArray]:
        """Likeness of the hop's windows to the template that fits best, the oldest first.

        And how much of each there was to be looked at.
        """
        tones = past.tones[-self._bank.columns :, self._partials.bins]
        known = past.known[-self._bank.columns :]
        match = np.clip(self._bank.match(tones, known), LEAST, FULL)
        each = match.reshape(len(self._bank.templates), self._places, -1)
        which = self._partials.together(each).argmax(axis=0)[:, self._partials.pitch]
        best = np.take_along_axis(each, which[None], axis=0)[0, ::-1]
        part = self._bank.part(known).reshape(len(self._bank.templates), self._places)
        return np.asarray(best, np.float32), worth(part.mean(axis=0)[::-1])

    def _together(self, laid: Laid) -> FloatArray:
        """The evidence of windows one cycle apart, shape (lengths, places, pitches)."""
        counts = laid.counts[self._windows][..., None]
        total = counts.sum(axis=0)
        mean = (laid.likeness[self._windows] * counts).sum(axis=0) / np.maximum(total, UNKNOWN)
        return np.asarray(self._partials.together(mean) * (total / CYCLES), np.float32)

    def _closer(self, past: Past, column: int, back: int, cycle: int) -> Folded | None:
        """What a closer look leaves of it."""
        pitch, best = self._pitches[column], None
        for template in self._bank.templates:
            places = [window(back + k * cycle, len(template)) for k in range(CYCLES)]
            windows = [Window(past.tones[one], past.known[one]) for one in places]
            over = overlaid(windows, template, pitch) - float(self._scores[column])
            odds = ENOUGH + over / _NAT
            if over >= 0.0 and (best is None or odds > best.odds):
                best = Folded(pitch, template, back, cycle, odds)
        return best
