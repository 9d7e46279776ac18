"""Streaming log-Mel: samples -> windows of 16 frames of 64 bands.

In: float32 mono blocks at 16 kHz, cut anywhere. Out: float32 arrays (16, 64), the
natural logarithm of Mel power. The same object serves training and the device.

Frame k covers the 25 ms that end with sample ``160 * (k + 1)``; before the first
sample there is silence. Frames are computed in groups of 16 aligned to the clock,
whatever the cutting: the matrix product then always has the same shape, and the
frames are equal to the bit for any block size.

Never does: resampling, normalisation (that is the encoder's), or I/O.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from edge_aac.features.hops import HopFeatures, overlapping
from edge_aac.types import HOP_FRAMES, SAMPLE_RATE, FloatArray

WINDOW = 400
"""Samples under one Hann window (25 ms)."""
HOP = 160
"""Samples between frames (10 ms)."""
FFT = 512
BANDS = 64
LOW_HZ = 60.0
HIGH_HZ = 7800.0
FLOOR = 1e-6
"""Added to the Mel power before the logarithm; white noise at -80 dBFS gives about as much."""


def parameters() -> dict[str, float | int | str]:
    """The front end's parameters, as a bundle's manifest records them."""
    return {
        "sample_rate": SAMPLE_RATE,
        "window": WINDOW,
        "hop": HOP,
        "fft": FFT,
        "bands": BANDS,
        "low_hz": LOW_HZ,
        "high_hz": HIGH_HZ,
        "floor": FLOOR,
        "scale": "htk",
        "log": "natural",
    }


def mel_filters() -> FloatArray:
    """Triangular filters on the HTK Mel scale, 2595 * log10(1 + f / 700).

    Returns
    -------
    ndarray, shape (257, 64), float32
        Peak 1, not normalised by width.
    """
    edges_mel = np.linspace(_to_mel(LOW_HZ), _to_mel(HIGH_HZ), BANDS + 2)
    edges = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    hertz = np.arange(FFT // 2 + 1) * (SAMPLE_RATE / FFT)
    rising = (hertz[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - hertz[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _to_mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))


@lru_cache(maxsize=1)
def _tables() -> tuple[FloatArray, FloatArray]:
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)
    return hann.astype(np.float32), mel_filters()


def frame_power(samples: FloatArray) -> FloatArray:
    """Power of the frames that lie whole in the samples, shape (frames, 257), float32."""
    hann, _ = _tables()
    spectrum = np.fft.rfft(overlapping(samples, WINDOW, HOP) * hann, FFT, axis=1)
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


def mel_of(power: FloatArray) -> FloatArray:
    """Natural-log Mel power, shape (frames, 64), float32, of `frame_power`."""
    _, filters = _tables()
    return np.asarray(np.log(power @ filters + np.float32(FLOOR)), np.float32)


class LogMel(HopFeatures):
    """The streaming front end: (16, 64) of each hop."""

    def __init__(self) -> None:
        super().__init__(WINDOW - HOP, _window)


def _window(samples: FloatArray) -> FloatArray:
    """Sixteen frames from the 2,800 samples they cover."""
    mel = mel_of(frame_power(samples))
    assert mel.shape == (HOP_FRAMES, BANDS)
    return mel
