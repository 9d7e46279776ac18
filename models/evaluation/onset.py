"""When a sound began, by its posteriors, against when it was placed in a staged scene.

In: staged scenes, what a bundle made of them, thresholds. Out: frozen `Onsets`. Never does:
sounds that were not found (recall is judged elsewhere).

The onset is the first row above the label's threshold, walked back while the posterior
hints at it, less what a causal network is late: the rule of the device's own detector. A
row ends 80 ms after it begins, and two rows come with every hop of 160 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edge_aac.events.event_naming import LATE
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.evaluation.confusion import USUAL_THRESHOLD
from models.evaluation.staged import Staged
from models.listening.clips import ROW_SECONDS

HOP_SECONDS = 0.16
BEFORE, AFTER = 0.5, 1.0
"""How long before its onset and after its end a sound is looked for [s]."""
LOWER = 0.1
"""Part of the threshold above which an onset is walked back."""


@dataclass(frozen=True, slots=True)
class Onsets:
    """Errors of onsets [s]; later is positive."""

    errors: tuple[float, ...]
    """Of the events that were found."""
    events: int
    """All that were placed."""

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        row: dict[str, Any] = {"found": len(self.errors), "events": self.events}
        if self.errors:
            size = np.abs(self.errors)
            row["median_error"] = round(float(np.median(self.errors)), 3)
            row["p50_size"] = round(float(np.percentile(size, 50)), 3)
            row["p90_size"] = round(float(np.percentile(size, 90)), 3)
            row["within_a_hop"] = round(float((size <= HOP_SECONDS + 1e-6).mean()), 4)
        return row


def estimate(
    scores: FloatArray, threshold: float, first: float = 0.0, last: float = np.inf
) -> float | None:
    """The onset [s] that posteriors say, or None where they stay below the threshold.

    Parameters
    ----------
    scores : ndarray, shape (rows,)
        One label's posteriors.
    threshold : float
    first, last : float
        Where the sound is looked for [s].
    """
    low = max(0, int(first / ROW_SECONDS))
    high = len(scores) if last == np.inf else min(len(scores), int(np.ceil(last / ROW_SECONDS)))
    above = np.flatnonzero(scores[low:high] >= threshold)
    if not len(above):
        return None
    row = low + int(above[0])
    while row > low and scores[row - 1] >= LOWER * threshold:
        row -= 1
    return row * ROW_SECONDS - LATE


def onset_errors(
    scenes: Sequence[Staged], rows: Sequence[FloatArray], thresholds: Mapping[str, float]
) -> Onsets:
    """Judge every event of every scene.

    Parameters
    ----------
    scenes : sequence of Staged
    rows : sequence of ndarray, shape (n, labels)
        Posteriors of each scene.
    thresholds : mapping of str to float
        The bundle's.
    """
    taxonomy = load_taxonomy()
    errors: list[float] = []
    for scene, posteriors in zip(scenes, rows, strict=True):
        for event in scene.events:
            found = estimate(
                posteriors[:, taxonomy.index(event.label)],
                thresholds.get(event.label, USUAL_THRESHOLD),
                event.onset - BEFORE,
                event.end + AFTER,
            )
            if found is not None:
                errors.append(found - event.onset)
    return Onsets(tuple(errors), sum(len(scene.events) for scene in scenes))
