"""What the source dropped because the listener was late.

In: the blocks as they come. Out: a status now and then, and the number of samples.
Never does: asking the source; its clock tells.
"""

from __future__ import annotations

from edge_aac.types import SAMPLE_RATE, Block, Status

EVERY_SECONDS = 60.0
"""Dropped sound is reported once in so long."""


class Gaps:
    """Counts dropped samples."""

    def __init__(self) -> None:
        self.missed = 0
        """Samples that never came."""
        self.late = False
        """Whether some were missing before the newest block."""
        self._expected = 0
        self._reported: float | None = None

    def take(self, block: Block) -> Status | None:
        """Look at a block's place on the clock; something to report, or None."""
        gap = block.start - self._expected
        self._expected = block.start + len(block.samples)
        self.late = gap > 0
        if not self.late:
            return None
        self.missed += gap
        now = block.start / SAMPLE_RATE
        if self._reported is not None and now - self._reported < EVERY_SECONDS:
            return None
        self._reported = now
        missed = f"{self.missed / SAMPLE_RATE:.1f} s"
        return Status(now, "overloaded", f"The listener is late and has missed {missed} of sound.")
