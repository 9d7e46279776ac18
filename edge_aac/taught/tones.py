"""The tones that stand out of a hop: a bell's pitches are the same in every room.

In: the narrow-band spectrum of hops. Out: few peaks, each a bin and how far it stands out, and the
same spread over neighbouring bins, to be compared. Never does: deciding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

PEAKS = 6
"""Tones of one hop that count: a chord and the strongest partials of a bell."""
BINS = 248
"""Of the narrow-band spectrum, which a byte can number."""
_AROUND = (3, 8)
"""Bins from a tone that are its surroundings: beyond what the window spreads it to."""
FULL_RISE = 6.0
"""Rise above the surroundings that counts in full [nepers of power]."""
LEAST = 0.25
"""Part of it below which noise has as many peaks."""
BESIDE = 0.5
"""What a peak counts in the bins beside it."""

PADDED = np.clip(np.arange(-_AROUND[1] - 1, BINS + _AROUND[1]), 0, BINS - 1)
"""The outermost bins, repeated beyond the ends."""

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
    usable = spectrum if np.isfinite(spectrum).all() else np.nan_to_num(spectrum)
    rise = (usable - around(usable.take(PADDED, axis=1))) * np.float32(1.0 / FULL_RISE)
    inner = rise[:, 1:-1]
    local = (inner >= rise[:, :-2]) & (inner > rise[:, 2:])
    strength = np.minimum(inner * local, np.float32(1.0))
    bins = strength.argpartition(-PEAKS, axis=1)[:, -PEAKS:]
    found = strength[np.arange(len(bins))[:, None], bins]
    found = found * (found > LEAST) * np.float32(255.0)
    return (bins + 1).astype(np.uint8), (found + np.float32(0.5)).astype(np.uint8)


def spread(bins: Bytes, strengths: Bytes) -> FloatArray:
    """Peaks as rows that can be compared, shape (n, BINS), float32, 0..1."""
    rows = np.zeros((len(bins), BINS), np.float32)
    rows[np.arange(len(bins))[:, None], bins] = strengths * np.float32(1.0 / 255.0)
    beside = np.zeros_like(rows)
    np.maximum(rows[:, :-2], rows[:, 2:], out=beside[:, 1:-1])
    return np.asarray(np.maximum(rows, np.float32(BESIDE) * beside), np.float32)


def around(padded: FloatArray) -> FloatArray:
    """Mean of the bins around each one, of spectra that `PADDED` took, shape (..., BINS)."""
    near, far = _AROUND
    # sums[..., k] holds all up to bin k - far - 1.
    sums = padded.cumsum(axis=-1, dtype=np.float32)
    wide = sums[..., 2 * far + 1 :] - sums[..., : -2 * far - 1]
    first = far - near + 1
    narrow = sums[..., far + near : far + near + BINS] - sums[..., first : first + BINS]
    return np.asarray((wide - narrow) * np.float32(0.5 / (far - near + 1)), np.float32)
