"""Where something should sound and where it should be silent, held against tones.

In: masks and columns of tones. Out: the normalised correlation of each with each. Loudness cancels
out.

Never does: finding, deciding.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import FloatArray

_FLAT = 1e-4
"""A window that varies less than this part of its power holds no pulses."""


class Masks:
    """Shapes in time.

    Parameters
    ----------
    on, off : ndarray, shape (masks, columns), float32
        How much sound and silence count in each column; what is in neither is not looked at.
    """

    def __init__(self, on: FloatArray, off: FloatArray) -> None:
        self._on, self._off = on, off
        self._n_on, self._n_off = (one.sum(axis=1, keepdims=True) for one in (on, off))

    def match(self, tones: FloatArray) -> FloatArray:
        """The weighted correlation coefficient of each mask with each pitch.

        Parameters
        ----------
        tones : ndarray, shape (columns, pitches), float32

        Returns
        -------
        ndarray, shape (masks, pitches), float32, -1..1
        """
        total = self._n_on + self._n_off
        on, off = self._on @ tones, self._off @ tones
        squares = (self._on + self._off) @ (tones * tones)
        mean_square, mean = squares / total, (on + off) / total
        spread = np.maximum(mean_square - mean * mean, _FLAT * mean_square + 1e-9)
        apart = on / self._n_on - off / self._n_off
        likeness = apart * np.sqrt(self._n_on * self._n_off / spread) / total
        return np.asarray(likeness, np.float32)
