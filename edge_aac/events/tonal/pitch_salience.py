"""What every watched pitch does, column by column: the tonal network's input.

In: hops of narrow-band columns (natural log power) and whether the own voice was in them. Out:
(pitches, 8, CHANNELS) values from 0 to 1 for each hop. A hop's features depend on that hop alone,
so nothing is remembered here, and any cutting of the sound gives the same.

Loudness plays no part but in one channel. Vectorised: no loop over bands.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.tonal.dynamic_range import SILENCE, usable
from edge_aac.events.tonal.pitches import PLACES, SPANS, Pitches
from edge_aac.types import FloatArray

HOP_COLUMNS = 8
_AROUND = (3, 8)
"""Bins from a tone that are its surroundings: near, but beyond what a window spreads it to."""
_RISE = 8.0
"""Rise above the surroundings that is counted in full [nepers of power]."""
_SHARE = 8.0
"""Power of a pitch under the whole band's from which it is nothing [nepers]."""
_LOUD = 24.0
"""From silence to as loud as sound gets [nepers]."""
_BUSY = 2.0
"""Mean rise of all bins that is as tonal as a band gets [nepers]."""
CHANNELS = PLACES + 5
"""Rise at each place; share of the power; level, tones in all the band, own voice, low pitch."""


def rise(spectrum: FloatArray) -> FloatArray:
    """How far bins rise above the mean of the bins around them, shape (n, bins) [nepers]."""
    borders, scale = _surroundings(spectrum.shape[1])
    sums = np.zeros((len(spectrum), spectrum.shape[1] + 1), np.float32)
    np.cumsum(spectrum, axis=1, out=sums[:, 1:])
    at = np.take(sums, borders, axis=1, mode="clip")
    around = at[:, 0] - at[:, 1] + at[:, 2] - at[:, 3]
    return np.asarray(spectrum - around * scale, np.float32)


def salience(
    table: Pitches, spectrum: FloatArray, covered: NDArray[np.bool_] | bool = False
) -> FloatArray:
    """The features of some columns.

    Parameters
    ----------
    table : Pitches
    spectrum : ndarray, shape (n, bins), float32
        Natural log power, one row per 20 ms.
    covered : bool or ndarray, shape (n,)
        Whether the own voice was in them.

    Returns
    -------
    ndarray, shape (pitches, n, CHANNELS), float32, 0..1
    """
    if spectrum.ndim != 2 or spectrum.shape[1] != table.bins:
        raise ValueError(f"the spectrum is {spectrum.shape}, not (n, {table.bins})")
    powers = usable(spectrum)
    rises = rise(powers)
    np.clip(rises * np.float32(1.0 / _RISE), 0.0, 1.0, out=rises)
    n = len(powers)
    out = np.empty((n, CHANNELS, len(table.hertz)), np.float32)
    np.take(_maxima(rises), table.looked, axis=1, out=out[:, :PLACES], mode="clip")
    total = np.log(np.exp(powers).sum(axis=1, keepdims=True))
    here = _highest(powers, SPANS[0])[:, table.looked[0]]
    out[:, PLACES] = 1.0 + (here - total) * np.float32(1.0 / _SHARE)
    out[:, PLACES + 1] = (total - SILENCE) * np.float32(1.0 / _LOUD)
    out[:, PLACES + 2] = rises.mean(axis=1, keepdims=True) * np.float32(_RISE / _BUSY)
    out[:, PLACES + 3] = np.asarray(covered, np.float32).reshape(-1, 1)
    out[:, PLACES + 4] = table.low
    np.clip(out[:, PLACES : PLACES + 3], 0.0, 1.0, out=out[:, PLACES : PLACES + 3])
    return out.transpose(2, 0, 1)


def hops(features: FloatArray) -> FloatArray:
    """Features by hop: (pitches, n, CHANNELS) -> (n / 8, pitches, 8 * CHANNELS)."""
    count, n, channels = features.shape
    cut = features[:, : n - n % HOP_COLUMNS].reshape(count, -1, HOP_COLUMNS * channels)
    return np.ascontiguousarray(cut.transpose(1, 0, 2))


def _maxima(rises: FloatArray) -> FloatArray:
    """Highest rise within each of `SPANS` around each bin, and nothing, (n, spans * bins + 1)."""
    n, bins = rises.shape
    out = np.zeros((n, len(SPANS) * bins + 1), np.float32)
    three = _highest(rises, 3)
    out[:, :bins] = three
    # A maximum over five is that over three neighbouring maxima over three; so is seven's of five.
    five = _highest(three, 3)
    out[:, bins : 2 * bins] = five
    out[:, 2 * bins : 3 * bins] = _highest(five, 3)
    return out


def _highest(values: FloatArray, span: int) -> FloatArray:
    """The highest of three neighbours, shape as given."""
    assert span == SPANS[0]
    out = values.copy()
    np.maximum(out[:, 1:], values[:, :-1], out=out[:, 1:])
    np.maximum(out[:, :-1], values[:, 1:], out=out[:, :-1])
    return out


@lru_cache(maxsize=4)
def _surroundings(bins: int) -> tuple[NDArray[np.intp], FloatArray]:
    """End and beginning of each bin's surroundings below it, and above; one over their number."""
    each = np.arange(bins)
    near, far = _AROUND
    below = (np.maximum(0, each - near + 1), np.maximum(0, each - far))
    above = (np.minimum(bins, each + far + 1), np.minimum(bins, each + near))
    count = (below[0] - below[1]) + (above[0] - above[1])
    return np.stack([*below, *above]), (1.0 / count).astype(np.float32)
