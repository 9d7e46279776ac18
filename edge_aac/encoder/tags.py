"""What a clip holds: its labels, strongest first.

In: the posteriors of a whole clip. Out: one score per label, each independent of
the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_aac.types import FloatArray

SMOOTHING_ROWS = 5
"""Rows that are averaged (0.4 s), so that one lucky row decides nothing."""


def clip_tags(posteriors: FloatArray, names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Score every label of a clip.

    Parameters
    ----------
    posteriors : ndarray, shape (n, labels), float32
        One row per 80 ms; a clip shorter than the average gives the average of all.
    names : sequence of str
        The labels, in the order of the columns.

    Returns
    -------
    tuple of (str, float)
        The maximum over time of the smoothed posterior, highest first; all labels.
    """
    rows = len(posteriors)
    if rows == 0:
        scores = np.zeros(len(names))
    else:
        span = min(SMOOTHING_ROWS, rows)
        sums = np.cumsum(np.vstack([np.zeros(len(names)), posteriors]), axis=0, dtype=np.float64)
        scores = ((sums[span:] - sums[:-span]) / span).max(axis=0)
    order = np.argsort(-scores, kind="stable")
    return tuple((names[i], round(float(scores[i]), 4)) for i in order)
