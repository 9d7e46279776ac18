"""What is tonal in a narrow-band spectrum, and how strong it is.

In: columns of natural log power. Out: one value per bin: the fourth root of the power where it
rises above the bins around it, else nothing. A slammed door fills all bins and counts for
little; a faint tone in a free bin counts.

Never does: remembering.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

COLUMN_SECONDS = 0.02
HOP_COLUMNS = 8
_CLEAR = 1.5
"""A tone counts in full from so far above its surroundings [nepers of power]."""
_AROUND = (3, 8)
"""Bins from it that are its surroundings: near, but beyond what a window spreads a tone to."""
_Index: TypeAlias = NDArray[np.intp]


def rise(spectrum: FloatArray) -> FloatArray:
    """How far bins rise above the mean of the bins around them.

    Parameters
    ----------
    spectrum : ndarray, shape (n, bins), float32
        Natural log power.

    Returns
    -------
    ndarray, shape (n, bins), float32 [nepers]
    """
    below, above, count = _neighbours(spectrum.shape[1])
    sums = np.zeros((len(spectrum), spectrum.shape[1] + 1), np.float32)
    np.cumsum(spectrum, axis=1, out=sums[:, 1:])
    around = sums[:, below[1]] - sums[:, below[0]] + sums[:, above[1]] - sums[:, above[0]]
    return np.asarray(spectrum - around / count, np.float32)


@lru_cache(maxsize=16)
def _neighbours(bins: int) -> tuple[tuple[_Index, _Index], tuple[_Index, _Index], FloatArray]:
    """Where each bin's surroundings begin and end, below it and above it; how many they are."""
    each = np.arange(bins)
    near, far = _AROUND
    below = (np.maximum(0, each - far), np.maximum(0, each - near + 1))
    above = (np.minimum(bins, each + near), np.minimum(bins, each + far + 1))
    count = (below[1] - below[0]) + (above[1] - above[0])
    return below, above, count.astype(np.float32)


def tones(spectrum: FloatArray) -> FloatArray:
    """The tones of some columns, of the same shape as the spectrum."""
    clear = np.clip(rise(spectrum) / _CLEAR, 0.0, 1.0)
    return np.asarray(np.exp(0.25 * spectrum) * clear, np.float32)
