"""Log-Mel as the pretrained network reads it, of the same frames as `logmel`.

In: the power of frames. Out: natural-log Mel power of 105 bands.

The formula is that of EfficientAT's front end (Schmid, Koutini, Widmer, "Efficient large-scale
audio tagging via transformer-to-CNN knowledge distillation", ICASSP 2023): at 32 kHz a pre-emphasis
y[n] = x[n] - 0.97 x[n-1], a Hann window of 25 ms, the power of an FFT of 1,024, 128 triangles
equally spaced on Kaldi's Mel scale, 1127 ln(1 + f / 700), from 0 to 15 kHz, and ln(power + 1e-5).
An FFT of 512 at 16 kHz has the same bins, 31.25 Hz apart, so its power is theirs times a factor
for each bin, which the table of triangles holds. Bands wholly above 8 kHz hold the logarithm of
the floor, whatever sounds: they are left out here, and the network puts them back.

Never does: transforms, scaling (that is the network's).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from edge_aac.features.logmel import FFT, HOP, WINDOW
from edge_aac.types import SAMPLE_RATE, FloatArray

ALL_BANDS = 128
"""Bands of the published front end."""
HIGHEST_HZ = 15_000.0
"""Upper edge of the last of them; the lower edge of the first is 0 Hz."""
BANDS = 105
"""Bands that reach below 8 kHz, the first ones of all."""
PUBLISHED_RATE = 32_000
PRE_EMPHASIS = 0.97
FLOOR = 1e-5
"""Added to the Mel power before the logarithm."""


def parameters() -> dict[str, float | int | str]:
    """The front end's parameters, as a bundle's manifest records them."""
    return {
        "sample_rate": SAMPLE_RATE,
        "window": WINDOW,
        "hop": HOP,
        "fft": FFT,
        "scale": "kaldi",
        "highest_hz": HIGHEST_HZ,
        "all_bands": ALL_BANDS,
        "bands": BANDS,
        "published_rate": PUBLISHED_RATE,
        "pre_emphasis": PRE_EMPHASIS,
        "floor": FLOOR,
        "log": "natural",
    }


@cache
def mel_table() -> FloatArray:
    """What each bin's power adds to each band, pre-emphasis included.

    Returns
    -------
    ndarray, shape (257, 128), float32
        All bands of the published front end.
    """
    hertz = np.arange(FFT // 2 + 1) * (SAMPLE_RATE / FFT)
    mel = 1127.0 * np.log(1.0 + hertz / 700.0)
    highest = 1127.0 * np.log(1.0 + HIGHEST_HZ / 700.0)
    edges = np.linspace(0.0, highest, ALL_BANDS + 2)
    rising = (mel[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - mel[:, None]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    emphasis = np.abs(1.0 - PRE_EMPHASIS * np.exp(-2j * np.pi * hertz / PUBLISHED_RATE)) ** 2
    # Twice the samples make twice the amplitude, and four times the power.
    return np.asarray(triangles * (4.0 * emphasis)[:, None], np.float32)


def mel_of(power: FloatArray) -> FloatArray:
    """Natural-log Mel power, shape (frames, 105), float32, of `logmel.frame_power`."""
    return np.asarray(np.log(power @ _audible() + np.float32(FLOOR)), np.float32)


@cache
def _audible() -> FloatArray:
    return np.ascontiguousarray(mel_table()[:, :BANDS])
