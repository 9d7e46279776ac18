"""The tagger's front end, exact for sound at 16 kHz: samples -> frames of 128 bands.

In: float32 mono samples at 16 kHz. Out: natural-log Mel power, shape (frames, 128), and the
scaled form that the networks read. The published front end works at 32 kHz with a
pre-emphasis and a transform of 1,024; its bins lie 31.25 Hz apart, as those of 512 at 16 kHz
do, so its power is ours times a factor for each bin, and what lies above 8 kHz is zero.

Never does: resampling.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from edge_aac.features import published
from edge_aac.features.logmel import FFT, HOP, WINDOW
from edge_aac.features.published import FLOOR, mel_table
from edge_aac.types import FloatArray
from models.tagger.plan import BANDS

OFFSET, SCALE = 4.5, 5.0
"""The networks read (log power + 4.5) / 5."""
AUDIBLE_BANDS = published.BANDS


def log_mel(samples: FloatArray, frames: Literal["ended", "centred"] = "ended") -> FloatArray:
    """Natural-log Mel power.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32
    frames : {"ended", "centred"}
        "ended": frame k ends with sample 160 * (k + 1), with silence before the first, as
        on the device; n // 160 frames. "centred": frame k lies around sample 160 * k, with
        reflected ends, as published; 1 + n // 160 frames.

    Returns
    -------
    ndarray, shape (frames, 128), float32
    """
    if frames == "centred":
        padded = np.pad(samples, WINDOW // 2, mode="reflect")
        padded = padded[: len(samples) // HOP * HOP + WINDOW]
    else:
        padded = np.concatenate([np.zeros(WINDOW - HOP, np.float32), samples])
    if len(padded) < WINDOW:
        return np.empty((0, BANDS), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    spectrum = np.fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    logarithm: FloatArray = np.log(power @ mel_table() + np.float32(FLOOR)).astype(np.float32)
    return logarithm


def scaled(logarithm: FloatArray) -> FloatArray:
    """What the networks read of natural-log Mel power."""
    read: FloatArray = (logarithm + np.float32(OFFSET)) / np.float32(SCALE)
    return read
