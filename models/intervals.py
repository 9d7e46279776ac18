"""Intervals that respect where recordings come from.

A group is one original recording; clips of one group are no independent proof.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def bootstrap(
    values: Sequence[float], groups: Sequence[str], *, draws: int = 2000, seed: int = 1
) -> tuple[float, float]:
    """95 % interval of a mean, resampling groups with replacement.

    Parameters
    ----------
    values : sequence of float
        One figure per clip.
    groups : sequence of str
        The clip's original recording, in the same order.

    Returns
    -------
    (float, float)
        The 2.5 and 97.5 percentiles; (nan, nan) for no clips.
    """
    if not values:
        return float("nan"), float("nan")
    names = sorted(set(groups))
    place = {name: i for i, name in enumerate(names)}
    sums = np.zeros(len(names))
    counts = np.zeros(len(names))
    for value, group in zip(values, groups, strict=True):
        sums[place[group]] += value
        counts[place[group]] += 1
    chosen = np.random.default_rng(seed).integers(0, len(names), (draws, len(names)))
    means = sums[chosen].sum(axis=1) / counts[chosen].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
