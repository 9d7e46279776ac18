"""How many sounds are found at how many false events per hour.

In: `Track` values with the sound and without. Out: a frozen `Curve`, and what it gives at a
rate. Never does: choosing a threshold that ships (`models/calibrate.py` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.tracks import Track

Figures = NDArray[np.float64]
MOST_TOLD = 60.0
"""False events per hour up to which a curve is written down."""
ALLOWANCE = 1e-9
"""A rate of exactly what is allowed is allowed, whatever the division made of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Recall and false events at every threshold at which recall changes."""

    thresholds: Figures
    """Shape (t,), float64, descending: the distinct best scores of the positives."""
    recall: Figures
    """Shape (t,), float64, ascending: positives whose score reaches the threshold anywhere."""
    false_per_hour: Figures
    """Shape (t,), float64: separate firings on the negatives over their hours."""

    def as_json(self) -> dict[str, Any]:
        """The corners of the steps, up to `MOST_TOLD` false events per hour."""
        corners = frontier(self)
        shown = corners.false_per_hour <= MOST_TOLD
        return {
            "thresholds": [round(float(x), 6) for x in corners.thresholds[shown]],
            "recall": [round(float(x), 4) for x in corners.recall[shown]],
            "false_per_hour": [round(float(x), 4) for x in corners.false_per_hour[shown]],
        }


def best_scores(positives: Sequence[Track]) -> Figures:
    """The thresholds worth trying, shape (t,), descending.

    Between two of them recall stays the same, and the upper end fires least on the
    negatives (but for a rare case: a lower threshold may bridge two firings into one).
    """
    found: Figures = np.unique([track.best for track in positives])[::-1].astype(np.float64)
    return found


def curve(positives: Sequence[Track], negatives: Sequence[Track]) -> Curve:
    """Recall against false events per hour.

    Parameters
    ----------
    positives : sequence of Track
        Clips with the sound; one event each.
    negatives : sequence of Track
        Clips without any announced sound. See `Track.firings` for what counts as one event.

    Raises
    ------
    ValueError
        A side is empty.
    """
    if not positives or not negatives:
        raise ValueError(f"{len(positives)} clips with and {len(negatives)} without make no curve.")
    thresholds = best_scores(positives)
    best = np.array([track.best for track in positives])
    recall = (best[:, None] >= thresholds).mean(axis=0)
    firings = np.sum([track.firings(thresholds) for track in negatives], axis=0)
    hours = sum(track.seconds for track in negatives) / 3600
    return Curve(thresholds, recall, firings / hours)


def recall_at(of: Curve, rate: float) -> float:
    """Best recall over the thresholds with at most so many false events per hour.

    A step function: nothing is interpolated; 0 where every threshold fires more often.
    """
    return float(np.max(of.recall[_allowed(of, rate)], initial=0.0))


def threshold_at(of: Curve, rate: float) -> float:
    """The threshold that gives `recall_at`; infinite where every one fires more often."""
    allowed = _allowed(of, rate)
    return float(of.thresholds[allowed][-1]) if allowed.any() else float("inf")


def frontier(of: Curve) -> Curve:
    """The corners of the step function `recall_at`, by rising false rate."""
    # By rate; of one rate, the best recall comes first and hides the others.
    order = np.lexsort((-of.recall, of.false_per_hour))
    recall = of.recall[order]
    best_before = np.concatenate([[0.0], np.maximum.accumulate(recall)[:-1]])
    kept = order[recall > best_before]
    return Curve(of.thresholds[kept], of.recall[kept], of.false_per_hour[kept])


def _allowed(of: Curve, rate: float) -> NDArray[np.bool_]:
    allowed: NDArray[np.bool_] = of.false_per_hour <= rate * (1 + ALLOWANCE)
    return allowed
