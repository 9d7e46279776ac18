"""What a reading of a microphone is like, for `quality`.

In: a reading as the device gave it, and the one channel at 16 kHz that was made of it. Out: a
`Frame`. Offset and clipping show only in what the device gave; level and bands in what is
listened to.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from edge_aac.audio.quality import LOUD_DB, Frame
from edge_aac.types import SAMPLE_RATE, FloatArray

FULL_SCALE = 0.999
"""The largest sample of 8 bits is lower, but no microphone gives 8."""
BELOW_HZ, ABOVE_HZ = (300.0, 3_400.0), (4_300.0, 7_500.0)
"""Telephone's band, and what a headset in telephone quality lacks."""
LAST_BIT = 1.5 / 32_768
"""Without any sound a converter moves by the last of 16 bits; the quietest room does more."""
_LEAST = 1e-15
"""Keeps the logarithm of silence finite."""


def pieces(
    reading: FloatArray, joined: FloatArray, length: int
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Cut a reading into pieces of 40 ms, each beside its part of what was made of the reading.

    Parameters
    ----------
    reading : ndarray, shape (n, channels), float32
    joined : ndarray, shape (m,), float32
        A resampler gives it a little later, and in other numbers.
    length : int
        Frames of a piece; one that is shorter, at the end, is a piece as well.
    """
    count = -(-len(reading) // length)
    if len(joined) < count:
        return
    for k in range(count):
        part = slice(k * len(joined) // count, (k + 1) * len(joined) // count)
        yield reading[k * length : (k + 1) * length], joined[part]


def frame(reading: FloatArray, joined: FloatArray, repeats: bool = False) -> Frame:
    """Measure 40 ms.

    Parameters
    ----------
    reading : ndarray, shape (n, channels), float32
    joined : ndarray, shape (m,), float32, m at least 1
    repeats : bool
        Whether the reading was there a moment before.

    Returns
    -------
    Frame
        Of several channels the worst.
    """
    # Products with ones: a mean along the samples, at a tenth of the time that `mean` takes.
    ones = _ones(len(reading))
    means = (ones @ reading) / np.float32(len(reading))
    offset = float(means[np.abs(means).argmax()])
    level = _decibels(float(joined @ joined) / len(joined))
    clipped = 0.0
    if max(float(reading.max()), -float(reading.min())) >= FULL_SCALE:
        clipped = float((np.abs(reading) >= FULL_SCALE).mean(axis=0).max())
    return Frame(
        level=level,
        treble=_treble(joined) if level >= LOUD_DB else 0.0,
        clipped=clipped,
        offset=offset if math.isfinite(offset) else 0.0,
        still=_still(reading),
        repeats=repeats,
    )


def _still(reading: FloatArray) -> bool:
    """Whether each channel holds one value, but for its last bit; what is no number is none."""
    first, middle = reading[0], reading[len(reading) // 2]
    # Nearly always two samples are enough to see that something moves.
    if (np.abs(first - middle) > LAST_BIT).any():
        return False
    return all(_spread(reading[:, channel]) <= LAST_BIT for channel in range(reading.shape[1]))


def _spread(samples: FloatArray) -> float:
    """From the lowest to the highest; what is no number counts as silence."""
    spread = float(samples.max()) - float(samples.min())
    if math.isfinite(spread):
        return spread
    usable = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    return float(usable.max() - usable.min())


@lru_cache(maxsize=8)
def _ones(length: int) -> FloatArray:
    return np.ones(length, np.float32)


def _treble(joined: FloatArray) -> float:
    window, *bands = _tables(len(joined))
    spectrum = np.fft.rfft(joined * window)
    power = spectrum.real**2 + spectrum.imag**2
    low, high = (float(power[a:b].sum()) / max(1, b - a) for a, b in bands)
    return _decibels(high) - _decibels(low)


@lru_cache(maxsize=8)
def _tables(length: int) -> tuple[FloatArray, tuple[int, int], tuple[int, int]]:
    """The window, and the first bin of each band with the one behind its last."""
    hertz = np.arange(length // 2 + 1) * (SAMPLE_RATE / length)
    below, above = (
        (int(np.searchsorted(hertz, low, "right")), int(np.searchsorted(hertz, high, "left")))
        for low, high in (BELOW_HZ, ABOVE_HZ)
    )
    return np.hanning(length).astype(np.float32), below, above


def _decibels(power: float) -> float:
    return float(10.0 * np.log10(power + _LEAST))
