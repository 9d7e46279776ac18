"""How sure each taught sound is, and what was last heard, for the pipeline.

In: hops. Out: scores for the detector. Where the model cannot be taught anything, there are none.
Never does: deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.taught.likeness import Likeness
from edge_aac.taught.recogniser import Recogniser
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray, HopResult

_NOTHING: FloatArray = np.zeros(0, np.float32)


class TaughtScores:
    """A recogniser and its state.

    Parameters
    ----------
    recogniser : Recogniser or None
    """

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser, self._end = recogniser, 0
        self._state = None if recogniser is None else recogniser.start()

    def step(self, hop: HopResult, *, believed: bool) -> FloatArray:
        """Scores after a hop, shape (sounds,); zeros where it is not believed."""
        if self._recogniser is None or self._state is None:
            return _NOTHING
        self._state, scores = self._recogniser.step(self._state, hop.embedding, hop.spectrum)
        self._end = hop.end
        return scores if believed else np.zeros_like(scores)

    def forget(self) -> None:
        """What comes next is heard from silence."""
        self._state = None if self._recogniser is None else self._recogniser.start()

    def heard(self, start: float, end: float) -> Likeness | None:
        """What the hops of a stretch were like [s]; None where none is remembered."""
        if self._state is None:
            return None
        recent, seconds = self._state.recent, HOP_SAMPLES / SAMPLE_RATE
        last = self._end / SAMPLE_RATE
        first = max(0, len(recent) - int((last - start) / seconds + 0.5))
        beyond = len(recent) - max(0, int((last - end) / seconds + 0.5))
        chosen = list(recent[first:beyond])
        return Likeness.joined(chosen) if chosen else None
