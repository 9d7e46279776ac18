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
UNKNOWN = 1e-6
"""Weight of what nothing is known of."""


class Masks:
    """Shapes in time.

    Parameters
    ----------
    on, off : ndarray, shape (masks, columns), float32
        How much sound and silence count in each column; what is in neither is not looked at.
    """

    def __init__(self, on: FloatArray, off: FloatArray) -> None:
        self._on, self._off = on, off

    def match(self, tones: FloatArray, known: FloatArray | float = 1.0) -> FloatArray:
        """The weighted correlation coefficient of each mask with each pitch.

        Parameters
        ----------
        tones : ndarray, shape (columns, pitches), float32
        known : ndarray, shape (columns,), float32, optional
            1 for columns to look at, 0 for those that something covers.

        Returns
        -------
        ndarray, shape (masks, pitches), float32, -1..1
            0 where nothing is known of what should sound, or of what should be silent.
        """
        on_mask, off_mask = self._on * known, self._off * known
        n_on, n_off = (
            np.maximum(one.sum(axis=1, keepdims=True), UNKNOWN) for one in (on_mask, off_mask)
        )
        total = n_on + n_off
        on, off = on_mask @ tones, off_mask @ tones
        squares = (on_mask + off_mask) @ (tones * tones)
        mean_square, mean = squares / total, (on + off) / total
        spread = np.maximum(mean_square - mean * mean, _FLAT * mean_square + 1e-9)
        likeness = (on / n_on - off / n_off) * np.sqrt(n_on * n_off / spread) / total
        return np.asarray(likeness, np.float32)

    def part(self, known: FloatArray) -> FloatArray:
        """How much of each mask can be looked at: of its sound or of its silence, what is less.

        Returns
        -------
        ndarray, shape (masks,), float32, 0..1
        """
        parts = (one @ known / one.sum(axis=1) for one in (self._on, self._off))
        return np.asarray(np.minimum(*parts), np.float32)
