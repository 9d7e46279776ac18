"""How sure each taught sound is, hop by hop.

In: the embedding and the narrow-band spectrum of each hop. Out: one score per sound, 0..1, where
0.5 is its own threshold. All sounds cost one product. Never does: naming, deciding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.taught.hop_row import hop_row
from edge_aac.taught.likeness import WIDTH, Past, Projection, quickened
from edge_aac.taught.taught_sound import TaughtSound
from edge_aac.types import FloatArray

_SUREST = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class RecogniserState:
    """What is remembered between hops."""

    past: Past


class Recogniser:
    """Knows taught sounds again.

    Parameters
    ----------
    projection : Projection
        The bundle's.
    sounds : sequence of TaughtSound
        Taught with this bundle's embedding.
    """

    def __init__(self, projection: Projection, sounds: Sequence[TaughtSound] = ()) -> None:
        known = [one.classifier for one in sounds if one.classifier is not None]
        if len(known) != len(sounds):
            raise ValueError("a sound was not learnt")
        self._projection, self._count = projection, len(sounds)
        weights = [one.weights for one in known]
        self._weights = np.stack(weights, axis=1) if weights else np.zeros((WIDTH, 0), np.float32)
        self._bias = np.array([one.bias for one in known], np.float32)

    def start(self) -> RecogniserState:
        """Nothing heard yet."""
        return RecogniserState(Past.nothing(len(self._projection.mean)))

    def step(
        self, state: RecogniserState, embedding: FloatArray, spectrum: FloatArray
    ) -> tuple[RecogniserState, FloatArray]:
        """Hear one hop.

        Parameters
        ----------
        state : RecogniserState
        embedding : ndarray, shape (1, values), float32
        spectrum : ndarray, shape (8, bins), float32
            Natural log power.

        Returns
        -------
        (RecogniserState, ndarray)
            The latter of shape (sounds,), float32, 0..1.
        """
        past = quickened(state.past, embedding[0])
        if not self._count:
            return RecogniserState(past), self._bias
        margins = hop_row(self._projection, past.quick, spectrum) @ self._weights + self._bias
        margins = np.minimum(np.maximum(margins, -_SUREST), _SUREST)
        scores = 1.0 / (1.0 + np.exp(-margins))
        return RecogniserState(past), np.asarray(scores, np.float32)
