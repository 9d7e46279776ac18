"""The row of one hop, as `likeness` gives it for many, in few steps: every hop costs it.

In: a quickened embedding and the narrow-band spectrum of a hop. Out: one row. Never does: deciding
what is alike.
"""

from __future__ import annotations

import math

import numpy as np

from edge_aac.taught.likeness import PROJECTED, TONES, WIDTH, Projection
from edge_aac.taught.tones import BESIDE, BINS, FULL_RISE, LEAST, PADDED, PEAKS, around
from edge_aac.types import FloatArray

_ROOT = math.sqrt(PROJECTED)
_BYTE = np.float32(1.0 / 255.0)


def hop_row(projection: Projection, quick: FloatArray, spectrum: FloatArray) -> FloatArray:
    """What one hop is like.

    Parameters
    ----------
    projection : Projection
    quick : ndarray, shape (values,), float32
        The quickened embedding.
    spectrum : ndarray, shape (n, BINS), float32
        Natural log power, one row per 20 ms.

    Returns
    -------
    ndarray, shape (WIDTH,), float32
        That of `Likeness.rows`, but for the rounding of the embedding.
    """
    row = np.empty(WIDTH, np.float32)
    projected = (quick - projection.mean) @ projection.axes
    length = math.sqrt(float(projected @ projected))
    np.multiply(projected, np.float32(_ROOT / max(length, 1e-6)), out=row[:PROJECTED])
    mean = np.add.reduce(spectrum, axis=0) * np.float32(1.0 / len(spectrum))
    _spread(mean, row[PROJECTED:])
    return row


def _spread(spectrum: FloatArray, out: FloatArray) -> None:
    """The tones of a spectrum, (BINS,), beside their neighbours, as they are compared."""
    if not math.isfinite(float(np.add.reduce(spectrum))):
        spectrum = np.nan_to_num(spectrum)
    rise = (spectrum - around(spectrum.take(PADDED))) * np.float32(1.0 / FULL_RISE)
    inner = rise[1:-1]
    local = (inner >= rise[:-2]) & (inner > rise[2:])
    strength = np.minimum(inner * local, np.float32(1.0))
    places = np.flatnonzero(strength > LEAST)
    if len(places) > PEAKS:
        # Of all, so that of equally strong ones the same are chosen as of examples.
        places = strength.argpartition(-PEAKS)[-PEAKS:]
    found = strength[places]
    # As bytes, as examples are kept.
    tones = np.zeros(BINS + 2, np.float32)
    tones[places + 2] = (found * np.float32(255.0) + np.float32(0.5)).astype(np.uint8) * _BYTE
    beside = np.maximum(tones[:-2], tones[2:])
    # The outermost bins have no neighbour that counts.
    beside[0] = beside[-1] = 0.0
    beside *= np.float32(BESIDE)
    np.maximum(tones[1:-1], beside, out=out)
    out *= np.float32(TONES)
