"""False alarms per hour, and recall, against one threshold.

In: strengths of pieces of quiet sound and of recordings with the sound. Out: two functions of
log-odds. Below the strongest dozen recordings false alarms are counted; above, the tail is
continued as an exponential in log-odds (B. M. Hill, A simple general approach to inference
about the tail of a distribution, Annals of Statistics 3, 1975), since the next hour brings
recordings that nobody has. Recall is smoothed, since a few recordings stand for many.

Never does: choosing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Figures = NDArray[np.float64]

TAIL = 12
"""The strongest recordings that show how the tail falls."""
LEAST_SCALE = 0.3
"""A tail never falls faster than by a factor e in so much log-odds: a dozen recordings that are
alike must not promise that no other is stronger."""
BLUR = 0.5
"""Log-odds by which a recording's strength might as well be another."""
NEVER, ALWAYS = 1e-6, 1.0 - 1e-6


def odds(probability: Sequence[float] | Figures) -> Figures:
    """Log-odds of strengths in 0..1."""
    clear: Figures = logit(np.clip(np.asarray(probability, np.float64), NEVER, ALWAYS))
    return clear


@dataclass(frozen=True, eq=False)
class FalseAlarms:
    """False alarms of one unit in quiet sound."""

    pieces: Figures
    """Log-odds of each piece's strength, descending."""
    strongest: Figures
    """The same of the strongest piece of each recording, descending."""
    hours: float

    @staticmethod
    def of(strengths: Sequence[float], recordings: Sequence[int], hours: float) -> FalseAlarms:
        """From pieces, and the recording that each is of."""
        pieces = odds(strengths)
        best: dict[int, float] = {}
        for recording, value in zip(recordings, pieces, strict=True):
            best[recording] = max(best.get(recording, -np.inf), float(value))
        return FalseAlarms(
            np.sort(pieces)[::-1], np.sort(np.array(list(best.values())))[::-1], hours
        )

    def per_hour(self, at: Figures) -> Figures:
        """Expected false alarms per hour at thresholds, in log-odds."""
        counted = np.searchsorted(-self.pieces, -at, side="right") / self.hours
        if len(self.strongest) <= TAIL:
            return np.asarray(counted, np.float64)
        beyond = self.strongest[TAIL]
        scale = max(LEAST_SCALE, float((self.strongest[:TAIL] - beyond).mean()))
        tail = TAIL / self.hours * np.exp(-np.maximum(0.0, at - beyond) / scale)
        return np.asarray(np.where(at > beyond, np.maximum(tail, counted), counted), np.float64)


@dataclass(frozen=True, eq=False)
class Recall:
    """Share of the recordings with a sound that are announced."""

    strengths: Figures
    """Log-odds."""
    weights: Figures
    """One for each; those of one original recording share one weight. They sum up to 1."""

    @staticmethod
    def of(strengths: Sequence[float], groups: Sequence[str]) -> Recall:
        """From clips, and the original recording that each is of."""
        sizes = {group: groups.count(group) for group in groups}
        weights = np.array([1.0 / sizes[group] for group in groups])
        return Recall(odds(strengths), weights / weights.sum())

    def share(self, at: Figures) -> Figures:
        """Recall at thresholds, in log-odds; smoothed."""
        above = expit((self.strengths[None, :] - at[:, None]) / BLUR)
        return np.asarray(above @ self.weights, np.float64)

    def counted(self, at: float) -> float:
        """The same as it is counted, at one threshold."""
        return float(self.weights[self.strengths >= at].sum())
