"""Sound cut at fixed places of its stream, however it arrives.

In: pieces of any length, shape (channels, n). Out: whole segments of one length, and the
rest at the end. What is computed a segment at a time is then the same to the bit for any
block size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from edge_aac.types import FloatArray

SEGMENT_SECONDS = 0.04
"""As long as one reading of the microphone, so that none of it waits for the next."""


class Segments:
    """One stream's segments; it holds less than one.

    Parameters
    ----------
    rate : int
        Samples per second.
    """

    def __init__(self, rate: int) -> None:
        self.length = max(1, int(SEGMENT_SECONDS * rate))
        """Samples in one."""
        self._rest: FloatArray | None = None

    def step(self, piece: FloatArray, last: bool = False) -> Iterator[FloatArray]:
        """Whole segments, shape (channels, length); with `last` also what is left over."""
        if self._rest is not None:
            piece = np.concatenate([self._rest, piece], axis=1)
        length = piece.shape[1]
        whole = length - length % self.length
        # A copy, so that a short rest does not keep a long piece in memory.
        self._rest = None if last else piece[:, whole:].copy()
        for first in range(0, whole, self.length):
            yield piece[:, first : first + self.length]
        if last and whole < length:
            yield piece[:, whole:]
