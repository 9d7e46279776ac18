"""What a reading of a microphone is like, for `quality`.

In: a reading as the device gave it, and the one channel at 16 kHz that was made of it. Out: a
`Frame`. Offset and clipping show only in what the device gave; level and bands in what is
listened to. Never does: judging.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.audio.quality import LOUD_DB, Frame
from edge_aac.types import SAMPLE_RATE, FloatArray

FULL_SCALE = 0.999
"""The largest sample of 8 bits is lower, but no microphone gives 8."""
BELOW_HZ, ABOVE_HZ = (300.0, 3_400.0), (4_300.0, 7_500.0)
"""Telephone's band, and what a headset in telephone quality lacks."""
_LEAST = 1e-15
"""Keeps the logarithm of silence finite."""


def frame(reading: FloatArray, joined: FloatArray) -> Frame:
    """Measure 40 ms.

    Parameters
    ----------
    reading : ndarray, shape (n, channels), float32
    joined : ndarray, shape (m,), float32, m at least 1

    Returns
    -------
    Frame
        Of several channels the worst.
    """
    means = reading.mean(axis=0, dtype=np.float64)
    clipped = (np.abs(reading) >= FULL_SCALE).mean(axis=0)
    level = _decibels(float(np.mean(joined * joined)))
    return Frame(
        level=level,
        treble=_treble(joined) if level >= LOUD_DB else 0.0,
        clipped=float(clipped.max()),
        offset=float(means[np.abs(means).argmax()]),
    )


def _treble(joined: FloatArray) -> float:
    window, below, above = _tables(len(joined))
    power = np.abs(np.fft.rfft(joined * window)) ** 2
    low, high = (float(power[band].mean()) if power[band].size else 0.0 for band in (below, above))
    return _decibels(high) - _decibels(low)


@lru_cache(maxsize=8)
def _tables(length: int) -> tuple[FloatArray, NDArray[np.bool_], NDArray[np.bool_]]:
    hertz = np.arange(length // 2 + 1) * (SAMPLE_RATE / length)
    below, above = ((hertz > low) & (hertz < high) for low, high in (BELOW_HZ, ABOVE_HZ))
    return np.hanning(length).astype(np.float32), below, above


def _decibels(power: float) -> float:
    return float(10.0 * np.log10(power + _LEAST))
