"""Streaming narrow-band spectrum: samples -> columns of fine bins, for tones that keep their pitch.

In: float32 mono blocks at 16 kHz, cut anywhere. Out: float32 arrays (8, BINS), the natural
logarithm of power, one column per 20 ms. A window of 64 ms separates an alarm's steady tone from
the voices around it, which the broad bands of the log-Mel front end add up.

Column k covers the 64 ms that end with sample ``320 * (k + 1)``; before the first sample there is
silence. Columns are computed hop by hop, so they are equal to the bit for any block size.

Never does: deciding what is a tone.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from edge_aac.features.hops import HopFeatures, overlapping
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray

WINDOW = 1_024
"""Samples under one Hann window (64 ms)."""
HOP = 320
"""Samples between columns (20 ms)."""
COLUMNS = HOP_SAMPLES // HOP
"""Columns of one hop."""
FLOOR = 2.56e-6
"""Added to the power before the logarithm; white noise at -80 dBFS gives about as much."""
_FIRST, _LAST = 18, 266
"""The bins that are kept: 281 Hz to 4.14 kHz, where alarms and their partials are."""
BINS = _LAST - _FIRST


def bin_hertz() -> FloatArray:
    """Middle of each bin [Hz], shape (BINS,), float32."""
    return np.arange(_FIRST, _LAST, dtype=np.float32) * np.float32(SAMPLE_RATE / WINDOW)


class NarrowBand(HopFeatures):
    """The streaming front end: (8, BINS) of each hop."""

    def __init__(self) -> None:
        super().__init__(WINDOW - HOP, _columns)


@lru_cache(maxsize=1)
def _hann() -> FloatArray:
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)
    return hann.astype(np.float32)


def _columns(samples: FloatArray) -> FloatArray:
    """Eight columns from the 3,264 samples they cover."""
    windows = overlapping(samples, WINDOW, HOP) * _hann()
    spectrum = np.fft.rfft(windows, axis=1)[:, _FIRST:_LAST]
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return np.asarray(np.log(power + np.float32(FLOOR)), np.float32)
