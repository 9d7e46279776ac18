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

    Raises
    ------
    ValueError
        The lists are not of one length.
    """
    _refuse_other_lengths(groups=len(groups), values=len(values))
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


def paired(
    ours: Sequence[float],
    theirs: Sequence[float],
    groups: Sequence[str],
    *,
    draws: int = 2000,
    seed: int = 1,
) -> tuple[float, float, float]:
    """Mean difference of two systems on the same clips, with its 95 % interval.

    Both systems meet the same resampled groups in every draw: what makes a clip hard for
    both cancels, so the interval is that of the difference.

    Parameters
    ----------
    ours, theirs : sequence of float
        One figure per clip and system, in the same order (a hit is 1, a miss 0).
    groups : sequence of str
        The clip's original recording, in the same order.

    Returns
    -------
    (float, float, float)
        mean(ours - theirs), and its 2.5 and 97.5 percentiles; nan for no clips.

    Raises
    ------
    ValueError
        The lists are not of one length.
    """
    _refuse_other_lengths(ours=len(ours), theirs=len(theirs), groups=len(groups))
    differences = [float(our) - float(their) for our, their in zip(ours, theirs, strict=True)]
    mean = sum(differences) / len(differences) if differences else float("nan")
    return (mean, *bootstrap(differences, groups, draws=draws, seed=seed))


def _refuse_other_lengths(**lengths: int) -> None:
    if len(set(lengths.values())) > 1:
        given = ", ".join(f"{length} {name}" for name, length in lengths.items())
        raise ValueError(f"Every clip needs one entry in each list; there are {given}.")
