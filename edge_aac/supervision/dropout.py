"""What the source dropped because the listener was late.

In: the blocks as they come. Out: whether a line about it is due, and the number of samples.
The source's clock shows what is missing.
"""

from __future__ import annotations

from edge_aac.types import SAMPLE_RATE, Block

EVERY_SECONDS = 60.0
"""Dropped sound is reported once in so long."""


class Dropouts:
    """Counts dropped samples."""

    def __init__(self) -> None:
        self.missed = 0
        """Samples that never came."""
        self.late = False
        """Whether some were missing before the newest block."""
        self._expected = 0
        self._reported: float | None = None

    @property
    def seconds(self) -> float:
        """How much sound never came [s]."""
        return self.missed / SAMPLE_RATE

    def take(self, block: Block) -> bool:
        """Look at a block's place on the clock; whether a line about what is missing is due."""
        gap = block.start - self._expected
        self._expected = block.start + len(block.samples)
        self.late = gap > 0
        if not self.late:
            return False
        self.missed += gap
        now = block.start / SAMPLE_RATE
        if self._reported is not None and now - self._reported < EVERY_SECONDS:
            return False
        self._reported = now
        return True
