"""Which announced sounds are taken for which.

In: `ClipResult` values and the bundle's thresholds. Out: a frozen `Confusion`. Never does:
sentences; clips of labels that are not announced (their false alarms are counted elsewhere).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.listening.clips import ClipResult

NONE = "none above its threshold"
"""The last column: nothing would have been announced."""
USUAL_THRESHOLD = 0.5
"""Of a label for which the bundle names none."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """Clips by what they hold and by what was heard."""

    labels: tuple[str, ...]
    """Announced labels, in the taxonomy's order."""
    counts: NDArray[np.int64]
    """Shape (labels, labels + 1): clips of the row's label heard as the column's, or as none."""

    def as_json(self) -> dict[str, Any]:
        """Labels of the rows, names of the columns, and the counts."""
        return {
            "labels": list(self.labels),
            "columns": [*self.labels, NONE],
            "counts": self.counts.tolist(),
        }


def announced() -> tuple[str, ...]:
    """The labels with a priority above ambient, in the taxonomy's order."""
    return tuple(
        label.name for label in load_taxonomy().labels if label.priority is not Priority.AMBIENT
    )


def confusion(heard: Sequence[ClipResult], thresholds: Mapping[str, float]) -> Confusion:
    """Count which announced label each clip of an announced label is heard as.

    It is heard as the label with the highest tag score among those that reach their own
    thresholds, since no other would be announced; of equals the first.

    Parameters
    ----------
    heard : sequence of ClipResult
        Clips of other labels are passed over.
    thresholds : mapping of str to float
        The bundle's; a label without one has 0.5.
    """
    labels = announced()
    taxonomy = load_taxonomy()
    columns = [taxonomy.index(label) for label in labels]
    least = np.array([thresholds.get(label, USUAL_THRESHOLD) for label in labels])
    counts = np.zeros((len(labels), len(labels) + 1), np.int64)
    for one in heard:
        if one.clip.label not in labels:
            continue
        scores = one.scores()[columns]
        reached = np.where(scores >= least, scores, -1.0)
        best = int(reached.argmax()) if (reached >= 0).any() else len(labels)
        counts[labels.index(one.clip.label), best] += 1
    return Confusion(labels, counts)
