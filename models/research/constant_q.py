"""A causal constant-Q transform: nine bands an octave, each window ends with its frame.

In: samples. Out: natural-log power of 64 bands from 60 Hz, a hundred frames a second. Brown,
"Calculation of a constant Q spectral transform" (JASA 1991): the window of a band is Q periods
long, Q = 1 / (2**(1/9) - 1). A low band therefore hears a fifth of a second, and is late by half of
that. Never does: looking ahead, as a window around its frame would.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.features.logmel import FLOOR, HOP
from edge_aac.types import SAMPLE_RATE, FloatArray

BANDS = 64
AN_OCTAVE = 9
LOWEST_HZ = 60.0
QUALITY = 1.0 / (2.0 ** (1.0 / AN_OCTAVE) - 1.0)


def centres() -> NDArray[np.float64]:
    """Middle frequencies of the bands [Hz], shape (64,)."""
    return np.asarray(LOWEST_HZ * 2.0 ** (np.arange(BANDS) / AN_OCTAVE), np.float64)


@cache
def _kernels() -> tuple[NDArray[np.complex64], ...]:
    """One matrix an octave, (samples, bands): its longest window, shorter ones at its end."""
    octaves = []
    for first in range(0, BANDS, AN_OCTAVE):
        hertz = centres()[first : first + AN_OCTAVE]
        longest = int(np.ceil(QUALITY * SAMPLE_RATE / hertz[0]))
        matrix = np.zeros((longest, len(hertz)), np.complex64)
        for column, centre in enumerate(hertz):
            length = int(np.ceil(QUALITY * SAMPLE_RATE / centre))
            window = np.hanning(length + 2)[1:-1]
            wave = np.exp(-2j * np.pi * centre / SAMPLE_RATE * np.arange(length))
            matrix[-length:, column] = window / window.sum() * wave
        octaves.append(matrix)
    return tuple(octaves)


def constant_q(samples: FloatArray) -> FloatArray:
    """Natural-log power of samples (n,), float32, 16 kHz: shape (n / 160, 64), float32."""
    frames = len(samples) // HOP
    power = np.empty((frames, BANDS), np.float32)
    first = 0
    for matrix in _kernels():
        longest, bands = matrix.shape
        padded = np.concatenate([np.zeros(max(0, longest - HOP), np.float32), samples])
        padded = padded[max(0, HOP - longest) :]
        windows = np.lib.stride_tricks.sliding_window_view(padded, longest)[::HOP][:frames]
        # One product for both parts; the view is copied once.
        both = windows @ np.concatenate([matrix.real, matrix.imag], axis=1)
        power[:, first : first + bands] = both[:, :bands] ** 2 + both[:, bands:] ** 2
        first += bands
    return np.asarray(np.log(power + np.float32(FLOOR)), np.float32)
