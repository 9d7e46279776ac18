"""How sure each taught sound is, for the pipeline.

In: hops. Out: scores for the detector. Where nothing was taught, there are none, and no cost.
Never does: deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.taught.recogniser import Recogniser
from edge_aac.types import FloatArray, HopResult

_NOTHING: FloatArray = np.zeros(0, np.float32)


class TaughtScores:
    """A recogniser and its state.

    Parameters
    ----------
    recogniser : Recogniser or None
    """

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser = recogniser
        self._state = None if recogniser is None else recogniser.start()

    def step(self, hop: HopResult, *, believed: bool) -> FloatArray:
        """Scores after a hop, shape (sounds,); zeros where it is not believed."""
        if self._recogniser is None or self._state is None:
            return _NOTHING
        self._state, scores = self._recogniser.step(self._state, hop.embedding, hop.spectrum)
        return scores if believed else np.zeros_like(scores)

    def forget(self) -> None:
        """What comes next is heard from silence."""
        self._state = None if self._recogniser is None else self._recogniser.start()
