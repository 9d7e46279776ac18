"""The last ten seconds of embeddings.

In: rows as the encoder gives them. Out: those still remembered, newest last.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import FloatArray


class EmbeddingMemory:
    """A ring of embedding rows.

    Parameters
    ----------
    rows : int
        How many are kept.
    width : int
        Values in a row.
    """

    def __init__(self, rows: int, width: int) -> None:
        self._ring: FloatArray = np.zeros((rows, width), np.float32)
        self._next = 0
        self._filled = 0

    def __len__(self) -> int:
        """Rows that are remembered."""
        return self._filled

    def add(self, rows: FloatArray) -> None:
        """Remember rows, shape (n, width); the oldest make room."""
        size = len(self._ring)
        newest = rows[-size:]
        places = (self._next + np.arange(len(newest))) % size
        self._ring[places] = newest
        self._next = (self._next + len(newest)) % size
        self._filled = min(size, self._filled + len(newest))

    def rows(self) -> FloatArray:
        """A copy of what is remembered, shape (n, width), newest last."""
        size = len(self._ring)
        return self._ring[(self._next - self._filled + np.arange(self._filled)) % size]

    def clear(self) -> None:
        """Forget everything."""
        self._next = self._filled = 0
