"""Whether a score of 0.8 means that the sound is there four times in five.

In: tag scores of labels whose presence is known. Out: a frozen `Reliability`: ten bins, the
expected calibration error, the Brier score. Never does: correcting scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from edge_aac.taxonomy import load_taxonomy
from models.listening.clips import ClipResult

BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Scores beside how often the sound was there, in ten bins of equal width from 0 to 1."""

    counts: NDArray[np.int64]
    """Shape (10,): pairs of a clip and a label; the last bin holds 1.0."""
    mean_score: NDArray[np.float64]
    """Shape (10,); nan for an empty bin."""
    observed: NDArray[np.float64]
    """Shape (10,): share of pairs with the sound; nan for an empty bin."""
    brier: float
    """Mean of (score - presence)^2 (Brier 1950)."""
    brier_of_share: float
    """What a score would have that is always the share of pairs with the sound: p (1 - p)."""

    @property
    def error(self) -> float:
        """Expected calibration error: sum over bins of n_b / n |observed_b - mean score_b|.

        Source: Naeini, Cooper, Hauskrecht, AAAI 2015. Where most pairs are of absent sounds,
        their bin near 0 weighs most; see `error_above_first`.
        """
        return self._error(0)

    @property
    def error_above_first(self) -> float:
        """The same over scores of at least 0.1: what one would act on. Nan for none."""
        return self._error(1)

    def _error(self, first: int) -> float:
        counts = self.counts[first:]
        total = int(counts.sum())
        gaps = np.abs(self.observed[first:] - self.mean_score[first:])
        # An empty bin has no gap and no weight.
        return float(np.nansum(counts * gaps) / total) if total else float("nan")

    def as_json(self) -> dict[str, Any]:
        """Figures to write down; an empty bin has no mean and no share."""
        bins = [
            {
                "from": round(i / BINS, 1),
                "to": round((i + 1) / BINS, 1),
                "n": int(n),
                "mean_score": round(float(mean), 4) if n else None,
                "observed": round(float(share), 4) if n else None,
            }
            for i, (n, mean, share) in enumerate(
                zip(self.counts, self.mean_score, self.observed, strict=True)
            )
        ]
        above = self.error_above_first
        return {
            "n": int(self.counts.sum()),
            "expected_calibration_error": round(self.error, 4),
            "error_above_0.1": None if np.isnan(above) else round(above, 4),
            "brier": round(self.brier, 4),
            "brier_of_share": round(self.brier_of_share, 4),
            "bins": bins,
        }


def binned(scores: ArrayLike, present: ArrayLike) -> Reliability:
    """Judge scores.

    Parameters
    ----------
    scores : array_like, any shape, in 0..1
    present : array_like, the same shape, bool

    Raises
    ------
    ValueError
        There are no scores, they are no probabilities, or the shapes differ.
    """
    score = np.asarray(scores, np.float64)
    there = np.asarray(present, np.float64)
    if score.shape != there.shape:
        raise ValueError(f"Scores {score.shape} do not fit presences {there.shape}.")
    score, there = score.ravel(), there.ravel()
    if not len(score) or not bool(((score >= 0) & (score <= 1)).all()):
        raise ValueError("Reliability needs scores, all from 0 to 1.")
    place = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(place, minlength=BINS).astype(np.int64)
    sums = np.stack([np.bincount(place, of, BINS) for of in (score, there)])
    means = np.full((2, BINS), np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    share = float(there.mean())
    brier = float(((score - there) ** 2).mean())
    return Reliability(counts, means[0], means[1], brier, share * (1 - share))


def reliability(heard: Sequence[ClipResult], names: Sequence[str]) -> Reliability:
    """Judge tag scores on clips of one known label each.

    A clip's own label is there, the other names are not. Clips of labels that are not
    among the names are passed over: what else sounds in them is not known.

    Parameters
    ----------
    heard : sequence of ClipResult
    names : sequence of str
        Labels to judge, e.g. the 50 of ESC-50.
    """
    taxonomy = load_taxonomy()
    columns = [taxonomy.index(name) for name in names]
    known = [one for one in heard if one.clip.label in names]
    scores = [one.scores()[columns] for one in known]
    return binned(scores, [[one.clip.label == name for name in names] for one in known])
