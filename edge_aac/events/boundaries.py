"""Where a sound of a recording begins and ends, exactly: refined on the recording itself.

In: narrow-band columns, 20 ms each, and posteriors, 80 ms each, hop by hop; about where a sound
begins or ends. Out: a time near that. A network that knows the past alone grows sure late, and its
rows are long; a recording can be looked at again. A sound begins where the spectrum rises steeply,
stays higher, and its label was not heard before; it ends where the spectrum falls and stays lower.
Bounded: the last half minute. Never does: deciding that there is a sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import ROW_SECONDS, STEPS_PER_HOP, FloatArray

COLUMN_SECONDS = 0.02
SETTLED_SECONDS = 0.7
"""So long after a beginning all is known that its place depends on [s]."""
_KEPT_HOPS = 188
"""Hops that are remembered (half a minute)."""
_STEEP = 2
"""Columns over which a rise is steep."""
_LASTING = 20
"""Columns (0.4 s) before and after a place, whose means differ where something begins or ends."""
_BEFORE_ROWS = 6
"""Rows (half a second) before a place, in which a sound that begins there is not heard."""
_FAINTEST = 1e-5
"""Posteriors below this say the same, 0..1: the noise of a network that hears nothing."""
_FIRST = 3
"""The first column that holds nothing of the silence before the recording."""
_LATE = 0.03
"""A column covers 64 ms; what begins is first seen in one that ends so much later [s]."""


@dataclass(frozen=True, slots=True)
class BoundaryWeights:
    """What speaks for a place. All are at least 0; `python -m benchmarks.boundaries` fits them."""

    steep: float
    """Of the mean change within 40 ms [per neper]."""
    lasting: float
    """Of the mean change that lasts [per neper]."""
    heard: float
    """Against it: of the label's log-odds just before [per neper]."""
    earlier: float
    later: float
    """Against it: of the distance from where the label's rows put it [per second]."""
    before: float
    after: float
    """So far around that it is looked for [s]."""

    @property
    def each(self) -> FloatArray:
        """One for each column of `Places.evidence`, shape (5,), float32."""
        against = (-self.heard, -self.earlier, -self.later)
        return np.array([self.steep, self.lasting, *against], np.float32)


ONSET = BoundaryWeights(
    steep=0.9, lasting=1.5, heard=1.6, earlier=2.4, later=0.0, before=5.0, after=0.24
)
END = BoundaryWeights(
    steep=1.5, lasting=1.8, heard=0.0, earlier=2.7, later=1.7, before=2.0, after=2.0
)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where a sound may begin or end."""

    seconds: FloatArray
    """Shape (n,) [s]."""
    evidence: FloatArray
    """Steep and lasting change, the label's log-odds just before, how much earlier and how much
    later it is; shape (n, 5)."""


@dataclass(frozen=True, slots=True, eq=False)
class BoundaryState:
    """What is remembered of the last half minute."""

    changes: FloatArray
    """Mean rises and falls of each column: steep rise, steep fall, lasting rise, lasting fall;
    shape (4, columns)."""
    log_odds: FloatArray
    """Of the labels, shape (rows, labels) [nepers]."""
    tail: FloatArray
    """The newest columns, whose future is not known yet, shape (2 * 20, bins)."""
    columns: int = 0
    rows: int = 0
    """So far."""


class Boundaries:
    """Remembers how the sound changes, and finds where sounds begin and end in it.

    Parameters
    ----------
    beginning, ending : BoundaryWeights
    """

    def __init__(self, beginning: BoundaryWeights = ONSET, ending: BoundaryWeights = END) -> None:
        self._beginning, self._ending = beginning, ending

    def start(self) -> BoundaryState:
        """Nothing heard yet."""
        nothing = np.zeros((0, 0), np.float32)
        return BoundaryState(np.zeros((4, 0), np.float32), nothing, nothing)

    def step(
        self, state: BoundaryState, spectrum: FloatArray, posteriors: FloatArray
    ) -> BoundaryState:
        """Take a hop.

        Parameters
        ----------
        state : BoundaryState
        spectrum : ndarray, shape (n, bins), float32
            Natural log power; of the first hop at least four columns.
        posteriors : ndarray, shape (rows, labels), float32, 0..1
        """
        tail = state.tail
        if not len(tail):
            # What a recording begins with was there before: the beginning of a file is no onset.
            spectrum = np.concatenate([spectrum[[_FIRST] * _FIRST], spectrum[_FIRST:]])
            tail = np.repeat(spectrum[:1], 2 * _LASTING, axis=0)
        fresh = _changes(np.concatenate([tail, spectrum]), len(spectrum))
        known = np.clip(np.nan_to_num(posteriors), _FAINTEST, 1.0 - _FAINTEST)
        odds = np.log(known / (1.0 - known)).astype(np.float32)
        held = state.log_odds if len(state.log_odds) else odds[:0]
        return BoundaryState(
            np.concatenate([state.changes, fresh], axis=1)[:, -_KEPT_HOPS * len(spectrum) :],
            np.concatenate([held, odds])[-_KEPT_HOPS * STEPS_PER_HOP :],
            np.concatenate([tail, spectrum])[-2 * _LASTING :],
            state.columns + len(spectrum),
            state.rows + len(odds),
        )

    def finish(self, state: BoundaryState) -> BoundaryState:
        """The recording ends here: what sounds until then goes on as it was."""
        if not len(state.tail):
            return state
        ahead = np.repeat(state.tail[-1:], _LASTING, axis=0)
        return self.step(state, ahead, np.zeros((0, state.log_odds.shape[1]), np.float32))

    def onset(self, state: BoundaryState, t: float, labels: NDArray[np.int64]) -> float:
        """When a sound began.

        Parameters
        ----------
        state : BoundaryState
        t : float
            Where its label's rows put it [s]; the answer where that is forgotten.
        labels : ndarray of int
            Its columns of the posteriors: the surest counts.
        """
        return _best(places_of_onset(state, t, labels, self._beginning), t, self._beginning)

    def end(self, state: BoundaryState, t: float) -> float:
        """When a sound ended that by its label's rows did at `t` [s]."""
        return _best(places_of_end(state, t, self._ending), t, self._ending)


def _changes(columns: FloatArray, fresh: int) -> FloatArray:
    """The changes of columns whose future is known now, shape (4, fresh)."""
    sums = np.cumsum(columns, axis=0, dtype=np.float32)
    sums = np.concatenate([np.zeros_like(sums[:1]), sums])
    before, here, after = (sums[at : at + fresh] for at in (0, _LASTING, 2 * _LASTING))
    lasting = (after - 2.0 * here + before) * np.float32(1.0 / _LASTING)
    steep = columns[_LASTING : _LASTING + fresh] - columns[_LASTING - _STEEP :][:fresh]
    both = np.stack([steep, -steep, lasting, -lasting])
    return np.asarray(np.maximum(both, 0.0).mean(axis=2), np.float32)


def places_of_onset(
    state: BoundaryState, t: float, labels: NDArray[np.int64], by: BoundaryWeights = ONSET
) -> Places:
    """Where a sound may begin that by its label's rows does at `t` [s]."""
    return _places(state, t, by, state.changes[::2], labels)


def places_of_end(state: BoundaryState, t: float, by: BoundaryWeights = END) -> Places:
    """Where a sound may end that by its label's rows does at `t` [s]."""
    return _places(state, t, by, state.changes[1::2], np.zeros(0, np.int64))


def _best(places: Places, t: float, by: BoundaryWeights) -> float:
    if not len(places.seconds):
        return t
    found = places.seconds[int((places.evidence @ by.each).argmax())]
    return round(max(0.0, float(found)), 3)


def _places(
    state: BoundaryState,
    t: float,
    by: BoundaryWeights,
    changes: FloatArray,
    labels: NDArray[np.int64],
) -> Places:
    # The newest columns wait for their future.
    last = state.columns - _LASTING
    first = max(last - changes.shape[1], 0)
    skipped = changes.shape[1] - (last - first)
    low = max(round((t - by.before + _LATE) / COLUMN_SECONDS), first)
    high = min(round((t + by.after + _LATE) / COLUMN_SECONDS) + 1, last)
    if high <= low or t < first * COLUMN_SECONDS:
        return Places(np.zeros(0, np.float32), np.zeros((0, 5), np.float32))
    places = np.arange(low, high)
    seconds = (places * COLUMN_SECONDS - _LATE).astype(np.float32)
    steep, lasting = changes[:, skipped + low - first : skipped + high - first]
    heard = _heard_before(state, places, labels) if len(labels) else np.zeros(len(places))
    away = seconds - t
    evidence = [steep, lasting, heard, np.maximum(-away, 0.0), np.maximum(away, 0.0)]
    return Places(seconds, np.stack(evidence, axis=1).astype(np.float32))


def _heard_before(
    state: BoundaryState, places: NDArray[np.int64], labels: NDArray[np.int64]
) -> FloatArray:
    """Mean log-odds of the surest label in the rows just before each place."""
    odds = state.log_odds[:, labels].max(axis=1)
    every = round(ROW_SECONDS / COLUMN_SECONDS)
    gone = state.rows - len(odds)
    sums = np.concatenate([[0.0], np.cumsum(odds, dtype=np.float64)])
    last = np.clip(np.rint(places / every).astype(np.int64) - gone, 0, len(odds))
    first = np.maximum(last - _BEFORE_ROWS, 0)
    count = last - first
    nothing = np.log(_FAINTEST / (1.0 - _FAINTEST))
    mean = np.where(count > 0, (sums[last] - sums[first]) / np.maximum(count, 1), nothing)
    return np.asarray(mean, np.float32)
