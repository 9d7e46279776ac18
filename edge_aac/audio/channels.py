"""Several channels -> one, none of whose frequency bands is lost on the way.

In: a segment with several channels and what was learnt from those before. Out: one channel.

Their mean is the best of them as long as they agree. Where a sound reaches one channel half
a period later than another, it cancels in the mean: everything with a plug wired the wrong
way round, 3.1 kHz alone with two microphones 5.5 cm apart. So the power of the channels' sum
is compared with the loudest channel's, band by band; where the others take away from it in one
band that matters, the channel that is loudest there is taken alone, for all bands, until no
band has been lost for a minute. From one to the other it fades within one segment (decision 23).

Never does: delaying one channel against another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

LOST = 0.64
"""A band is lost whose sum has less of the loudest channel's power than this (-2 dB): the mean
of two then has 8 dB less. Where all others are silent it is 1, where nothing agrees above 1."""
MATTERS = 1e-4
"""A band with less of the strongest band's power than this (-40 dB) is left out of account."""
AUDIBLE = 1e-8
"""And one with less power than this; full scale is 1 (-80 dBFS)."""
BAND_HZ = 250.0
LOWEST_HZ = 100.0
HIGHEST_HZ = 8_000.0
KEPT = 0.6
"""What a band's power keeps of the segment before; noise alone then seldom looks lost."""
WHOLE_SEGMENTS = 1_500
"""The mean is taken again when no band of it was lost for so many segments (a minute)."""
WEAK = 0.1
"""A channel with less of the loudest one's power (-10 dB) over the bands that matter is weak."""
WEAK_SEGMENTS = 25
"""When the chosen channel was weak for so many segments (a second), the loudest is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class ChannelState:
    """What is remembered of one stream."""

    chosen: int | None = None
    """The channel that is taken alone; None for the mean."""
    whole: int = 0
    """Segments since a band of the mean was lost last."""
    weak: int = 0
    """Segments in a row in which the chosen channel was weak."""
    powers: NDArray[np.float64] | None = None
    """Smoothed, shape (channels + 1, bands); the last row is the sum's."""


def mix(state: ChannelState, segment: FloatArray, rate: int) -> tuple[ChannelState, FloatArray]:
    """Make one channel of a segment.

    Parameters
    ----------
    state : ChannelState
    segment : ndarray, shape (channels, n), float32
    rate : int
        Samples per second.

    Returns
    -------
    ChannelState
    ndarray, shape (n,), float32
    """
    after = _judge(state, segment, rate)
    old, new = _taken(state.chosen, segment), _taken(after.chosen, segment)
    if after.chosen == state.chosen:
        return after, new
    fade = (np.arange(1, len(new) + 1) / len(new)).astype(np.float32)
    return after, old + (new - old) * fade


def _taken(chosen: int | None, segment: FloatArray) -> FloatArray:
    one = segment.mean(axis=0, dtype=np.float32) if chosen is None else segment[chosen]
    return np.asarray(one, np.float32)


def _judge(state: ChannelState, segment: FloatArray, rate: int) -> ChannelState:
    edges = _edges(segment.shape[1], rate)
    if not len(edges):  # too short to tell one band from another
        return state
    powers = _powers(segment, edges)
    if state.powers is not None and state.powers.shape == powers.shape:
        powers = KEPT * state.powers + (1.0 - KEPT) * powers
    loudest = powers[:-1].max(axis=0)
    matters = (loudest > AUDIBLE) & (loudest > MATTERS * loudest.max())
    lost = matters & (powers[-1] < LOST * loudest)
    whole = 0 if lost.any() else min(state.whole + 1, WHOLE_SEGMENTS)
    if state.chosen is None:
        chosen = int(powers[:-1, lost].sum(axis=1).argmax()) if lost.any() else None
        return ChannelState(chosen, whole, 0, powers)
    if whole == WHOLE_SEGMENTS:
        return ChannelState(None, whole, 0, powers)
    heard = powers[:-1, matters].sum(axis=1)
    weak = state.weak + 1 if heard[state.chosen] < WEAK * heard.max() else 0
    if weak < WEAK_SEGMENTS:
        return ChannelState(state.chosen, whole, weak, powers)
    return ChannelState(int(heard.argmax()), whole, 0, powers)


def _powers(segment: FloatArray, edges: NDArray[np.intp]) -> NDArray[np.float64]:
    """Power in each band, of each channel and of their sum; full scale is 1."""
    window = _window(segment.shape[1])
    spectrum = np.fft.rfft(segment * window)[:, : edges[-1]]
    spectrum = np.concatenate([spectrum, spectrum.sum(axis=0, keepdims=True)])
    power = spectrum.real**2 + spectrum.imag**2
    scale = 2.0 / (len(window) * float(window @ window))
    return np.asarray(scale * np.add.reduceat(power, edges[:-1], axis=1), np.float64)


@lru_cache(maxsize=4)
def _edges(length: int, rate: int) -> NDArray[np.intp]:
    """The first bin of each band, and the one behind the last; none where there is no band."""
    hertz = np.arange(LOWEST_HZ, min(HIGHEST_HZ, rate / 2), BAND_HZ)
    edges = np.unique(np.ceil(hertz * length / rate).astype(np.intp))
    return edges if len(edges) > 1 and length >= rate / BAND_HZ else edges[:0]


@lru_cache(maxsize=4)
def _window(length: int) -> FloatArray:
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)).astype(np.float32)
