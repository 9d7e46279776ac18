"""Rows of scores -> stretches in which a label sounds, for recordings, which wait for their ends.

In: rows of posteriors, one per 80 ms. Out: `Span` values, each as soon as it is known to be over:
from the first to the last row in which the label is not faint, where enough rows in between are
clear; and earlier, when a stretch is first known to be one, the same without its end. Everything is
bounded by the number of labels. Never does: choosing thresholds, words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import ROW_SECONDS, FloatArray

RISE = 0.3
"""Weight of a new row in the smoothed score: a memory of a quarter of a second."""
FAINT = 0.4
"""Part of the threshold above which a sound that is there still goes on."""
CLEAR_ROWS = 5
"""Rows (0.4 s) that have to be clear, so that one lucky moment is no sound."""
PAUSE_ROWS = 50
"""Pauses up to 4 s are a part of the sound: a speaker takes breath, a bird waits."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which one label sounds."""

    column: int
    """Of the posteriors."""
    start: float
    end: float
    """On the recording's clock [s]."""
    score: float
    """Highest smoothed score, 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class SpanState:
    """What is remembered of each label."""

    value: FloatArray
    """Smoothed scores."""
    peak: FloatArray
    """Highest smoothed score of the stretch that is open."""
    clear: NDArray[np.int64]
    """Its clear rows."""
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    """Its first and last row that is not faint; -1 where none is open."""
    row: int = 0
    """Rows so far."""


class Spans:
    """Finds the stretches of every label.

    Parameters
    ----------
    thresholds : ndarray, shape (labels,)
        Score from which a row is clear, 0..1.
    """

    def __init__(self, thresholds: FloatArray) -> None:
        self._clear = np.asarray(thresholds, np.float32)
        self._faint = self._clear * np.float32(FAINT)

    def start(self) -> SpanState:
        """Nothing heard yet."""
        count = len(self._clear)
        none = np.full(count, -1)
        zeros = np.zeros(count, np.float32)
        return SpanState(zeros, zeros, np.zeros(count, np.int64), none, none)

    def step(
        self, state: SpanState, posteriors: FloatArray
    ) -> tuple[SpanState, list[Span], list[Span]]:
        """Take rows, shape (n, labels).

        Returns
        -------
        (SpanState, list of Span, list of Span)
            The stretches that are now known to be some, so far; those that are over.
        """
        known: list[Span] = []
        over: list[Span] = []
        for row in posteriors:
            usable = row if np.isfinite(row).all() else np.zeros_like(row)
            before, (state, ended) = state.clear, self._row(state, usable)
            fresh = (state.clear == CLEAR_ROWS) & (state.clear != before) & (state.first >= 0)
            if fresh.any():
                known += self._spans(state, fresh)
            over += ended
        return state, known, over

    def flush(self, state: SpanState) -> list[Span]:
        """End of the recording: the stretches that are open."""
        return self._spans(state, state.first >= 0)

    def _row(self, state: SpanState, row: FloatArray) -> tuple[SpanState, list[Span]]:
        value = state.value + np.float32(RISE) * (row - state.value)
        there = value >= self._faint
        begins = there & (state.first < 0)
        first = np.where(begins, state.row, state.first)
        # By the score itself: the smoothed one goes on for a while after the sound.
        last = np.where(row >= self._faint, state.row, state.last)
        clear = np.where(begins, 0, state.clear) + (value >= self._clear)
        peak = np.where(begins, value, np.maximum(state.peak, value))
        after = SpanState(value, peak, clear, first, last, state.row + 1)
        gone = (first >= 0) & (state.row - last >= PAUSE_ROWS)
        if not gone.any():
            return after, []
        ended = self._spans(after, gone)
        first = np.where(gone, -1, first)
        return SpanState(value, peak, clear, first, last, state.row + 1), ended

    def _spans(self, state: SpanState, which: NDArray[np.bool_]) -> list[Span]:
        columns = np.flatnonzero(which & (state.clear >= CLEAR_ROWS))
        return [
            Span(
                int(at),
                round(int(state.first[at]) * ROW_SECONDS, 3),
                round((int(state.last[at]) + 1) * ROW_SECONDS, 3),
                round(float(state.peak[at]), 4),
            )
            for at in columns
        ]
