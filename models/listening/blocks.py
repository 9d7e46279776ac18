"""Sounds as the blocks that a listener takes, one stream from the first sound to the last.

In: samples in memory. Out: `Block` values on the stream's clock. The sound is read block by
block, so that what a listener says may still be mixed into what it has not heard.
Never does: listening.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge_aac.pipeline.pipeline import Output, Pipeline
from edge_aac.types import HOP_SAMPLES, Block, FloatArray


class Blocks:
    """A stream, and how many of its samples were given out."""

    def __init__(self, size: int = HOP_SAMPLES) -> None:
        self._size = size
        self.clock = 0
        """Samples since the stream began."""

    def of(self, samples: FloatArray) -> Iterator[Block]:
        """The blocks of a sound that follows what came before; the last may be shorter."""
        for first in range(0, len(samples), self._size):
            piece = samples[first : first + self._size]
            block = Block(piece, self.clock)
            self.clock += len(piece)
            yield block

    def played(self, pipeline: Pipeline, samples: FloatArray) -> list[Output]:
        """What a listener makes of a sound that follows what it has heard."""
        return [output for block in self.of(samples) for output in pipeline.step(block)]
