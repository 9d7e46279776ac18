"""What separates a taught sound from everything else that was ever heard.

In: rows of the sound's examples and of a background. Out: a frozen `Classifier`, whose margin is
above 0 for the sound alone: its threshold lies beyond every row of the background.

First a linear discriminant over all of the background; then a logistic regression against what that
confuses with the sound, fitted by reweighted least squares. Never does: reading files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.taught.likeness import WIDTH
from edge_aac.types import FloatArray

RIDGE = 0.05
"""Of the discriminant, in the mean variance of the background."""
CONFUSERS = 3_000
"""Rows of the background that the regression looks at because they resemble the sound ..."""
EVERY = 12
"""... and one in so many of all."""
SHARE = 0.2
"""Weight of all the examples' rows, in that of the background's."""
DECAY = 10.0
"""Of the regression's weights."""
ROUNDS, ROUNDS_BESIDE = 6, 3
"""Of reweighting: from nothing, where four settle it, and from nearly the same solution."""
OUTLIERS = 3
"""So many rows of the background count as one stroke of chance: the margin's zero ..."""
CAUTION = 3.0
"""... is so far beyond the next one [nepers]: sounds that the background does not hold come after.
Chosen on `calibrate` for one false alarm in ten hours (`python -m benchmarks.teach`)."""
_PIECE = 2_000
"""Rows that are centred at once."""
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A linear classifier; a margin above 0 is the sound."""

    weights: FloatArray
    """Shape (WIDTH,)."""
    bias: float

    def margins(self, rows: FloatArray) -> FloatArray:
        """Of rows (n, WIDTH), shape (n,) [nepers]."""
        return np.asarray(rows @ self.weights + np.float32(self.bias), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """A background made ready, so that several sounds are taught at the price of one."""

    rows: FloatArray
    """Shape (n, WIDTH)."""
    mean: FloatArray
    inverse: FloatArray
    """Of the covariance, shape (WIDTH, WIDTH)."""

    @staticmethod
    def of(rows: FloatArray) -> Contrast:
        """A background's rows, shape (n, WIDTH)."""
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        covariance = np.zeros((WIDTH, WIDTH), np.float32)
        for at in range(0, len(rows), _PIECE):
            spread = rows[at : at + _PIECE] - mean
            covariance += (spread.T @ spread) / np.float32(len(rows))
        ridge = RIDGE * float(np.trace(covariance)) / WIDTH
        inverse = np.linalg.inv(covariance.astype(np.float64) + ridge * np.eye(WIDTH))
        return Contrast(rows, mean, inverse.astype(np.float32))

    def solution(self, examples: FloatArray, near: FloatArray | None = None) -> FloatArray:
        """What separates rows of a sound from the background, without a threshold.

        Parameters
        ----------
        examples : ndarray, shape (n, WIDTH), float32
        near : ndarray, optional
            The solution for nearly the same examples, from which it is sooner found.

        Returns
        -------
        ndarray, shape (WIDTH + 1,), float32
        """
        apart = examples.mean(axis=0) - self.mean
        first = self.inverse @ apart if near is None else near[:-1]
        count = min(CONFUSERS, len(self.rows) - 1)
        alike = np.argpartition(-(self.rows @ first), count)[:count]
        others = np.concatenate([self.rows[alike], self.rows[::EVERY]])
        return _regression(examples, others, near)

    def classifier(self, solution: FloatArray, caution: float = CAUTION) -> Classifier:
        """A solution with its threshold, so far beyond the background [nepers]."""
        weights = solution[:-1]
        margins = np.sort(self.rows @ weights)
        return Classifier(weights, -float(margins[-min(OUTLIERS, len(margins))]) - caution)


def _regression(
    examples: FloatArray, others: FloatArray, near: FloatArray | None = None
) -> FloatArray:
    """Weights and bias of a logistic regression, shape (WIDTH + 1,)."""
    rows = np.concatenate([examples, others])
    rows = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
    wanted = np.zeros(len(rows), np.float32)
    wanted[: len(examples)] = 1.0
    counts = np.ones(len(rows), np.float32)
    counts[: len(examples)] = SHARE * len(others) / len(examples)
    decay = np.full(rows.shape[1], DECAY)
    decay[-1] = 1e-3
    solution = np.zeros(rows.shape[1]) if near is None else near.astype(np.float64)
    for _ in range(ROUNDS if near is None else ROUNDS_BESIDE):
        margins = np.clip(rows @ solution.astype(np.float32), -_STEEPEST, _STEEPEST)
        sure = 1.0 / (1.0 + np.exp(-margins))
        slope = rows.T @ (counts * (sure - wanted)) + decay * solution
        curve = (rows * (np.maximum(sure * (1.0 - sure), 1e-6) * counts)[:, None]).T @ rows
        solution = solution - np.linalg.solve(curve.astype(np.float64) + np.diag(decay), slope)
    return np.asarray(solution, np.float32)
