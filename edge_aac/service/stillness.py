"""A microphone that is there and gives nothing: muted, by a switch or in the mixer.

In: blocks. Out: whether every sample has been the same for a minute. A microphone in the quietest
room gives some noise; one that is muted gives zeros, and the listener would be deaf without a word.

Never does: judging how quiet a room is.
"""

from __future__ import annotations

from edge_aac.types import SAMPLE_RATE, Block

STILL_SECONDS = 60.0
"""Some headsets give zeros themselves while nobody speaks, but seldom for so long."""


class Stillness:
    """Counts samples without any sound."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._samples = 0

    def take(self, block: Block) -> bool:
        """Whether nothing has come for a minute, with this block."""
        samples = block.samples
        if len(samples):
            same = bool((samples == samples[0]).all())
            first = float(samples[0]) if same else None
            if first != self._last:
                self._last, self._samples = first, 0
            self._samples += len(samples) if same else 0
        return self._samples >= STILL_SECONDS * SAMPLE_RATE
