"""How sure each taught sound is, for the pipeline, and what was heard of late.

In: hops. Out: scores for the detector; where nothing was taught, there are none. The last minute
is remembered as numbers (`recent`), so that a person can say afterwards what sounded.
Never does: deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.taught.recent_hops import RecentHop, RecentHops
from edge_aac.taught.recogniser import Recogniser
from edge_aac.types import FloatArray, HopResult

_NOTHING: FloatArray = np.zeros(0, np.float32)


class TaughtScores:
    """A recogniser and its state, and the last minute.

    Parameters
    ----------
    recogniser : Recogniser or None
    """

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser = recogniser
        self._state = None if recogniser is None else recogniser.start()
        self.recent = RecentHops()

    def step(self, hop: HopResult, t: float, *, believed: bool) -> FloatArray:
        """Scores after a hop that ended at `t` [s], shape (sounds,); zeros where not believed."""
        if hop.embedding.size:
            self.recent.add(RecentHop.of(hop, t, own=not believed))
        if self._recogniser is None or self._state is None:
            return _NOTHING
        self._state, scores = self._recogniser.step(self._state, hop.embedding, hop.spectrum)
        return scores if believed else np.zeros_like(scores)

    def forget(self) -> None:
        """What comes next is heard from silence."""
        self.recent.clear()
        self._state = None if self._recogniser is None else self._recogniser.start()

    def adopt(self, recogniser: Recogniser | None) -> None:
        """Know other sounds, which are heard from the remembered hops on."""
        self._recogniser = recogniser
        self._state = None if recogniser is None else recogniser.start()
        if recogniser is None or self._state is None:
            return
        for hop in self.recent.newest():
            rows = hop.embedding[None], hop.spectrum[None]
            self._state, _ = recogniser.step(self._state, *rows)
