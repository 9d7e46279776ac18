"""Several channels -> one, none of whose frequency bands is lost on the way.

In: a segment with several channels and what was learnt from those before. Out: one channel.

Their mean serves as long as they agree. Where a sound reaches one channel half a period later
than another, it cancels in the mean: everything with a plug wired the wrong way round, 3.1 kHz
alone with two microphones 5.5 cm apart. And what is in one channel alone is lost in another.
So the mean and each channel are candidates. Each is as good as its worst band: how much of the
loudest channel's power it has there. Bad moments are remembered for a minute, ever more
faintly. The candidate in use is left only for one that lost much less; the way there is a fade
within one segment (decision 23).

Never does: delaying one channel against another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

MARGIN = 5.0
"""So many times (7 dB) as much of its worst band another candidate must have kept. The mean of
two channels of which one is silent has a quarter (-6 dB), and stays."""
WORST = 1e-4
"""What is lost by 40 dB is lost; more is not counted."""
MEMORY_SEGMENTS = 1_500
"""After so many segments (a minute) the worst loss is forgotten."""
FORGETTING = WORST ** (-1.0 / MEMORY_SEGMENTS)
"""By this factor a loss is taken less seriously with each segment."""
MATTERS = 1e-4
"""A band with less of the strongest band's power than this (-40 dB) is left out of account."""
AUDIBLE = 1e-8
"""And one with less power than this; full scale is 1 (-80 dBFS)."""
BAND_HZ = 250.0
LOWEST_HZ = 100.0
HIGHEST_HZ = 8_000.0
KEPT = 0.6
"""What a band's power keeps of the segment before; noise alone then seldom looks lost."""


@dataclass(frozen=True, slots=True, eq=False)
class ChannelState:
    """What is remembered of one stream."""

    chosen: int | None = None
    """The channel that is taken alone; None for the mean."""
    kept: NDArray[np.float64] | None = None
    """How much each candidate kept of its worst band, 0 to 1; the last is the mean."""
    powers: NDArray[np.float64] | None = None
    """Smoothed, shape (channels + 1, bands); the last row is the mean's."""


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
    if not len(edges):  # too short to separate the bands
        return state
    powers = _powers(segment, edges)
    if state.powers is not None and state.powers.shape == powers.shape:
        powers = KEPT * state.powers + (1.0 - KEPT) * powers
    kept = _kept(powers)
    if state.kept is not None:
        kept = np.minimum(kept, FORGETTING * state.kept)
    mean = len(kept) - 1
    used = mean if state.chosen is None else state.chosen
    best = int(kept.argmax())
    if kept[best] > MARGIN * kept[used]:
        used = best
    return ChannelState(None if used == mean else used, kept, powers)


def _kept(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the loudest channel's power each candidate has in its worst band, 0 to 1."""
    loudest = powers[:-1].max(axis=0)
    matters = (loudest > AUDIBLE) & (loudest > MATTERS * loudest.max())
    if not matters.any():
        return np.ones(len(powers))
    worst = (powers[:, matters] / loudest[matters]).min(axis=1)
    return np.asarray(np.clip(worst, WORST, 1.0), np.float64)


def _powers(segment: FloatArray, edges: NDArray[np.intp]) -> NDArray[np.float64]:
    """Power in each band, of each channel and of their mean; full scale is 1."""
    window = _window(segment.shape[1])
    spectrum = np.fft.rfft(segment * window)[:, : edges[-1]]
    spectrum = np.concatenate([spectrum, spectrum.mean(axis=0, keepdims=True)])
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
