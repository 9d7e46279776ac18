"""When the evidence for each word of a description sounded.

In: a sentence, posteriors and how the sound changed. Out: a frozen `TimedWord` for each word.
The decoder's network does not say where it looked, and many a sentence is made by rule. So a word
is as old as the sound that it names: the rows around the label's highest posterior that reach half
of it, with short pauses, from where that began to where it ended. Words that name no sound have
no time.

Never does: finding sounds that the sentence leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.boundaries import Boundaries, BoundaryState
from edge_aac.salience.catalogue import Catalogue
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import ROW_SECONDS, FloatArray

HALF = 0.5
"""Part of the highest posterior from which a row belongs to the word, as in `models.research`."""
PAUSE_ROWS = 5
"""Rows below it that a sound may pause (0.4 s): steps and barks are one sound."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word, and the sound that it names."""

    word: str
    label: str | None = None
    """None where it names no sound."""
    start: float | None = None
    end: float | None = None
    """When that sounded [s], from the beginning of the clip; None where nobody knows."""


class WordTimes:
    """Times the words of descriptions.

    Parameters
    ----------
    catalogue : Catalogue
        Of the language of the sentences.
    taxonomy : Taxonomy
    """

    def __init__(self, catalogue: Catalogue, taxonomy: Taxonomy) -> None:
        self._catalogue = catalogue
        self._taxonomy = taxonomy
        self._boundaries = Boundaries()

    def of(
        self, text: str, posteriors: FloatArray, changes: BoundaryState, seconds: float, memory: int
    ) -> tuple[TimedWord, ...]:
        """The words of a sentence about a clip, in order.

        Parameters
        ----------
        text : str
        posteriors : ndarray, shape (rows, labels), float32
            Of all of the clip, one row per 80 ms.
        changes : BoundaryState
            After all of its hops.
        seconds : float
            How long it is: what follows is silence that fills the last hop.
        memory : int
            The sentence is about the last so many rows.
        """
        first = max(0, len(posteriors) - memory)
        rows = posteriors[first:]
        words = self._catalogue.words_of(text)
        times = {
            label: self._time(label, rows, first, changes, seconds)
            for label in {label for _, label in words if label is not None}
        }
        return tuple(
            TimedWord(word) if label is None else TimedWord(word, label, *times[label])
            for word, label in words
        )

    def _time(
        self, label: str, rows: FloatArray, first: int, changes: BoundaryState, seconds: float
    ) -> tuple[float, float] | tuple[None, None]:
        """When a label sounded [s]; nobody knows where the encoder has no column for it."""
        group = self._taxonomy[label].group
        columns = np.flatnonzero([one.group == group for one in self._taxonomy.labels])
        if not len(columns) or not len(rows):
            return None, None
        # Any of a group supports the others, as in the sentence itself.
        low, high = stretch(rows[:, columns].max(axis=1))
        start = self._boundaries.onset(changes, (first + low) * ROW_SECONDS, columns)
        end = min(self._boundaries.end(changes, (first + high) * ROW_SECONDS), seconds)
        return round(min(start, end), 2), round(end, 2)


def stretch(scores: FloatArray | NDArray[np.float32]) -> tuple[int, int]:
    """First row of the strongest stretch of scores, shape (rows,), and the one after its last."""
    high = np.flatnonzero(scores >= HALF * scores.max())
    parts = np.split(high, np.flatnonzero(np.diff(high) > PAUSE_ROWS + 1) + 1)
    peak = int(scores.argmax())
    mine = next(part for part in parts if part[0] <= peak <= part[-1])
    return int(mine[0]), int(mine[-1]) + 1
