"""A ratio of sums over scenes, with an interval that respects groups.

In: a numerator and a denominator per scene, or counts of which F1 is made. Out: a frozen
`Ratio`. Never does: a mean of ratios (a scene without a mention has none).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Sums = npt.NDArray[np.float64]
"""Sums over scenes, shape (..., counts)."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure made of sums; nan where nothing was counted."""

    value: float
    low: float
    """95 % interval, groups resampled."""
    high: float
    n: int
    """What was counted in the denominator."""

    def as_json(self) -> dict[str, Any]:
        """Figures to write down; nothing counted, no figure."""
        if not self.n:
            return {"n": 0}
        return {
            "value": round(self.value, 4),
            "interval95": [round(self.low, 4), round(self.high, 4)],
            "n": self.n,
        }


def ratio_of(above: Sequence[float], below: Sequence[float], groups: Sequence[str]) -> Ratio:
    """sum(above) / sum(below), one of each per scene."""
    counts = np.column_stack([above, below]).astype(np.float64).reshape(-1, 2)
    return resampled(counts, groups, lambda s: _divided(s[..., 0], s[..., 1]), int(sum(below)))


def resampled(
    counts: Sums,
    groups: Sequence[str],
    figure: Callable[[Sums], npt.NDArray[np.float64]],
    n: int,
    *,
    draws: int = 2000,
    seed: int = 1,
) -> Ratio:
    """A figure of summed counts with its 95 % bootstrap interval.

    Parameters
    ----------
    counts : ndarray, shape (scenes, k), float64
    groups : sequence of str
        One per scene; groups are drawn with replacement.
    figure : callable
        Sums of shape (..., k) to figures of shape (...).
    n : int
        What to tell as counted.
    """
    if not len(counts):
        return Ratio(float("nan"), float("nan"), float("nan"), 0)
    names = sorted(set(groups))
    place = {name: i for i, name in enumerate(names)}
    sums = np.zeros((len(names), counts.shape[1]))
    np.add.at(sums, [place[group] for group in groups], counts)
    chosen = np.random.default_rng(seed).integers(0, len(names), (draws, len(names)))
    drawn = figure(sums[chosen].sum(axis=1))
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (np.nan, np.nan)
    return Ratio(float(figure(sums.sum(axis=0))), float(low), float(high), n)


def f1(sums: Sums) -> npt.NDArray[np.float64]:
    """Harmonic mean of precision and recall.

    Formula: 2 p r / (p + r) with p = true / (true + false) over mentions and
    r = found / events over sounds (a sound may be mentioned twice).

    Parameters
    ----------
    sums : ndarray, shape (..., 4), float64
        True mentions, false mentions, sounds found, sounds there were.
    """
    true, false, found, events = np.moveaxis(sums, -1, 0)
    precision, recall = _divided(true, true + false), _divided(found, events)
    # No mention at all is the worst answer, not a missing one.
    precision = np.nan_to_num(precision)
    harmonic: Sums = np.nan_to_num(_divided(2 * precision * recall, precision + recall))
    return harmonic


def _divided(above: Sums, below: Sums) -> npt.NDArray[np.float64]:
    quotient = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=quotient, where=np.asarray(below) > 0)
    return quotient
