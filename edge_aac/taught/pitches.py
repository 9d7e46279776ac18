"""The tones that stand out of a hop: a bell's pitches are the same in every room.

In: the narrow-band spectrum of hops. Out: few peaks, each a bin and how far it stands out, and the
same spread over neighbouring bins, to be compared. Never does: deciding.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

PEAKS = 6
"""Tones of one hop that count: a chord and the strongest partials of a bell."""
BINS = 248
"""Of the narrow-band spectrum, which a byte can number."""
_AROUND = (3, 8)
"""Bins from a tone that are its surroundings: beyond what the window spreads it to."""
_FULL_RISE = 6.0
"""Rise above the surroundings that counts in full [nepers of power]."""
_LEAST = 0.25
"""Part of it below which noise has as many peaks."""
_BESIDE = 0.5
"""What a peak counts in the bins beside it."""

Bytes = NDArray[np.uint8]


def peaks(spectrum: FloatArray) -> tuple[Bytes, Bytes]:
    """The tones of each row.

    Parameters
    ----------
    spectrum : ndarray, shape (n, BINS), float32
        Natural log power.

    Returns
    -------
    (ndarray, ndarray)
        Bins and strengths, each (n, PEAKS) and uint8; a strength of 0 is no tone.
    """
    usable = np.nan_to_num(spectrum, nan=0.0, posinf=0.0, neginf=0.0)
    borders, scale = _surroundings()
    sums = np.zeros((len(usable), BINS + 1), np.float32)
    np.cumsum(usable, axis=1, out=sums[:, 1:])
    at = sums[:, borders]
    around = at[:, 0] - at[:, 1] + at[:, 2] - at[:, 3]
    rise = np.clip((usable - around * scale) * np.float32(1.0 / _FULL_RISE), 0.0, 1.0)
    inner = rise[:, 1:-1]
    local = (inner >= rise[:, :-2]) & (inner > rise[:, 2:]) & (inner > _LEAST)
    strength = np.where(local, inner, np.float32(0.0))
    bins = np.argpartition(strength, -PEAKS, axis=1)[:, -PEAKS:]
    strengths = np.take_along_axis(strength, bins, axis=1)
    return (bins + 1).astype(np.uint8), np.round(strengths * 255.0).astype(np.uint8)


def spread(bins: Bytes, strengths: Bytes) -> FloatArray:
    """Peaks as rows that can be compared, shape (n, BINS), float32, 0..1."""
    rows = np.zeros((len(bins), BINS), np.float32)
    np.put_along_axis(rows, bins.astype(np.intp), strengths * np.float32(1.0 / 255.0), axis=1)
    beside = np.zeros_like(rows)
    np.maximum(rows[:, :-2], rows[:, 2:], out=beside[:, 1:-1])
    return np.maximum(rows, np.float32(_BESIDE) * beside)


@lru_cache(maxsize=1)
def _surroundings() -> tuple[NDArray[np.intp], FloatArray]:
    """End and beginning of each bin's surroundings below it, and above; one over their number."""
    each = np.arange(BINS)
    near, far = _AROUND
    below = (np.maximum(0, each - near + 1), np.maximum(0, each - far))
    above = (np.minimum(BINS, each + far + 1), np.minimum(BINS, each + near))
    count = (below[0] - below[1]) + (above[0] - above[1])
    return np.stack([*below, *above]), (1.0 / count).astype(np.float32)
