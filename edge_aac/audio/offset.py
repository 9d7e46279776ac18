"""The constant part of a microphone's signal, followed and taken out of it.

In: a segment and what was learnt from those before. Out: the segment around zero, and
what is known now. Cheap sound cards add a constant to every sample; it says nothing, and
fills the lowest band of the front end.

Each segment has one mean per channel; the offset is the mean of these means, over about the
last two seconds. A straight line from the old offset to the new one is subtracted, so that
nothing jumps. At the start an offset that is larger than the sound around it is taken from
the first segment, for all of them so far; one that is smaller is learnt slowly, since the
mean of so short a time is mostly sound. Never does: touching what can be heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

MEMORY_SEGMENTS = 50
"""Over so many segments of 40 ms the mean is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class OffsetState:
    """What is known of one stream's offset."""

    seen: NDArray[np.intp] | None = None
    """Shape (channels, 1): over how many segments each was learnt, at most `MEMORY_SEGMENTS`."""
    offset: NDArray[np.float64] | None = None
    """Shape (channels, 1); full scale is 1. None before the first segment."""


def remove_offset(state: OffsetState, segment: FloatArray) -> tuple[OffsetState, FloatArray]:
    """Take the offset out of a segment.

    Parameters
    ----------
    state : OffsetState
    segment : ndarray, shape (channels, n), float32, n at least 1

    Returns
    -------
    OffsetState
    ndarray, shape (channels, n), float32
    """
    length = segment.shape[1]
    mean = segment.mean(axis=1, dtype=np.float64)[:, None]
    if state.offset is None or state.seen is None:
        spread = segment.std(axis=1, dtype=np.float64)[:, None]
        clear = np.abs(mean) > spread
        offset = np.where(clear, mean, 0.0)
        seen = np.where(clear, 1, MEMORY_SEGMENTS)
        return OffsetState(seen, offset), segment - offset.astype(np.float32)
    seen = np.minimum(state.seen + 1, MEMORY_SEGMENTS)
    offset = state.offset + (mean - state.offset) / seen
    way = np.arange(1, length + 1) / length
    line = state.offset + (offset - state.offset) * way
    return OffsetState(seen, offset), segment - line.astype(np.float32)
