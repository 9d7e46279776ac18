"""What is tonal in log-Mel frames, and how strong it is.

In: frames of natural log-Mel power. Out: columns of 20 ms, one value per watched band: the
fourth root of the power where it rises above the bands around it, else nothing. A slammed
door fills all bands and counts for little; a faint tone in a free band counts.

Never does: remembering.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import HOP_FRAMES, FloatArray

FRAME_SECONDS = 0.01
COLUMN_FRAMES = 2
COLUMN_SECONDS = FRAME_SECONDS * COLUMN_FRAMES
HOP_COLUMNS = HOP_FRAMES // COLUMN_FRAMES
LOWEST, HIGHEST = 8, 60
"""The watched bands: 380 Hz to 6.9 kHz."""
WATCHED = HIGHEST - LOWEST
_CLEAR = 1.5
"""A tone counts in full from so far above its surroundings [nepers of power]."""
_AROUND = (3, 6)
"""Bands from it that are its surroundings: near, but beyond what a window spreads a tone to."""
_Index: TypeAlias = NDArray[np.intp]


def rise(frames: FloatArray, first: int = 0, last: int | None = None) -> FloatArray:
    """How far bands rise above the mean of the bands around them.

    Parameters
    ----------
    frames : ndarray, shape (n, 64), float32
        Natural log-Mel power.
    first, last : int
        Of which bands, the last not included; all by default.

    Returns
    -------
    ndarray, shape (n, last - first), float32 [nepers]
    """
    bands = frames.shape[1]
    below, above, count = _neighbours(bands)
    chosen = slice(first, bands if last is None else last)
    sums = np.zeros((len(frames), bands + 1), np.float32)
    np.cumsum(frames, axis=1, out=sums[:, 1:])
    around = sums[:, below[1][chosen]] - sums[:, below[0][chosen]]
    around += sums[:, above[1][chosen]] - sums[:, above[0][chosen]]
    return np.asarray(frames[:, chosen] - around / count[chosen], np.float32)


@lru_cache(maxsize=2)
def _neighbours(
    bands: int,
) -> tuple[tuple[_Index, _Index], tuple[_Index, _Index], FloatArray]:
    """Where each band's surroundings begin and end, below it and above it; how many they are."""
    each = np.arange(bands)
    near, far = _AROUND
    below = (np.maximum(0, each - far), np.maximum(0, each - near + 1))
    above = (np.minimum(bands, each + near), np.minimum(bands, each + far + 1))
    count = (below[1] - below[0]) + (above[1] - above[0])
    return below, above, count.astype(np.float32)


def columns(frames: FloatArray) -> FloatArray:
    """The tones of some frames.

    Parameters
    ----------
    frames : ndarray, shape (n, 64), float32
        An even number of them.

    Returns
    -------
    ndarray, shape (n / 2, WATCHED), float32
    """
    watched = frames[:, LOWEST:HIGHEST]
    tonal = np.exp(0.25 * watched) * np.clip(rise(frames, LOWEST, HIGHEST) / _CLEAR, 0.0, 1.0)
    return np.asarray(0.5 * (tonal[::2] + tonal[1::2]), np.float32)
