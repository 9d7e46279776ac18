"""Spectra that can still be added: the narrow-band front end before its logarithm.

In: samples. Out: complex columns, as `edge_aac.features.narrowband` makes them. Sounds that are
mixed at many levels are transformed once and added here, which is exact. Never does: mixing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edge_aac.features.narrowband import FLOOR, HOP, WINDOW, bin_hertz
from edge_aac.types import SAMPLE_RATE, FloatArray

Columns: TypeAlias = NDArray[np.complex64]
"""Shape (n, BINS), one row per 20 ms."""


def columns(samples: FloatArray) -> Columns:
    """The columns of a whole sound; silence comes before it."""
    padded = np.concatenate([np.zeros(WINDOW - HOP, np.float32), samples])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * _hann()
    first, last = _kept()
    return np.fft.rfft(windows, axis=1)[:, first:last].astype(np.complex64)


def log_power(mixed: Columns) -> FloatArray:
    """What the front end gives for a sum of columns."""
    power = (mixed.real**2 + mixed.imag**2).astype(np.float32)
    return np.asarray(np.log(power + np.float32(FLOOR)), np.float32)


@lru_cache(maxsize=1)
def _hann() -> FloatArray:
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)
    return hann.astype(np.float32)


@lru_cache(maxsize=1)
def _kept() -> tuple[int, int]:
    hertz = bin_hertz()
    first, last = (round(float(f) * WINDOW / SAMPLE_RATE) for f in (hertz[0], hertz[-1]))
    return first, last + 1
