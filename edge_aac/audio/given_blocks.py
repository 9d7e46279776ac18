"""Blocks that a program already has, as a source.

In: arrays of samples, mono at 16 kHz. Out: blocks. What is no number counts as silence, as it does
for a microphone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, Block, FloatArray

FULL_SCALE = 32_768.0
"""Of 16-bit samples."""


class GivenBlocks:
    """A source that ends with its blocks.

    Parameters
    ----------
    blocks : iterable of ndarray
        Mono at 16 kHz, shape (n,): floating point with full scale at -1 and 1, or int16.
    """

    name = "samples"
    live = False

    def __init__(self, blocks: Iterable[NDArray[np.generic]]) -> None:
        self._blocks = blocks

    def blocks(self) -> Iterator[Block]:
        """Blocks of at most 2,560 samples, in order.

        Raises
        ------
        EdgeAacError
            An array is not mono, or of another type.
        """
        start = 0
        for given in self._blocks:
            samples = _samples(np.asarray(given))
            for first in range(0, len(samples), HOP_SAMPLES):
                piece = samples[first : first + HOP_SAMPLES]
                yield Block(piece, start)
                start += len(piece)

    def close(self) -> None:
        """Nothing to let go of."""


def _samples(given: NDArray[np.generic]) -> FloatArray:
    if given.ndim != 1:
        shape = " by ".join(map(str, given.shape)) or "a single number"
        raise EdgeAacError(
            f"A block has the shape {shape}, not one row of samples: give one channel at 16 kHz."
        )
    if given.dtype == np.int16:
        return given.astype(np.float32) / np.float32(FULL_SCALE)
    if not np.issubdtype(given.dtype, np.floating):
        raise EdgeAacError(
            f"A block holds {given.dtype}: give floating point from -1 to 1, or int16."
        )
    samples = np.nan_to_num(given.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    return np.clip(samples, np.float32(-1.0), np.float32(1.0))
