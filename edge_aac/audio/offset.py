"""The constant part of a microphone's signal, followed and taken out of it.

In: a segment and what was learnt from those before. Out: the segment around zero, and
what is known now. Cheap sound cards add a constant to every sample; it says nothing, and
fills the lowest band of the front end.

Each segment has one mean per channel; the offset is the mean of these means, of all of them
at first and of about the last two seconds later. A straight line from the old offset to the
new one is subtracted, so that nothing jumps. Never does: touching what can be heard.
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

    seen: int = 0
    """Segments so far; not counted beyond `MEMORY_SEGMENTS`."""
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
    if state.offset is None:
        return OffsetState(1, mean), segment - mean.astype(np.float32)
    seen = min(state.seen + 1, MEMORY_SEGMENTS)
    offset = state.offset + (mean - state.offset) / seen
    way = np.arange(1, length + 1) / length
    line = state.offset + (offset - state.offset) * way
    return OffsetState(seen, offset), segment - line.astype(np.float32)
