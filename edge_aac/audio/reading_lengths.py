"""How much of a device is read at once.

In: how many samples at 16 kHz came of each reading. Out: how many frames to read next: a hop, in
whole segments, so that none of a reading waits for the next one. Whoever reads more often wakes up
in vain. A resampler holds a part of what it is given back: where a reading completes no hop, one
segment follows, after which each reading completes one. Never does: reading.
"""

from __future__ import annotations

from edge_aac.audio.segments import SEGMENT_SECONDS
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE


class ReadingLengths:
    """One device's readings.

    Parameters
    ----------
    rate : int
        Frames per second.
    """

    def __init__(self, rate: int) -> None:
        self._samples = 0
        self.segment = max(1, int(SEGMENT_SECONDS * rate))
        """Frames of a segment."""
        self._hop = -(-HOP_SAMPLES * rate // (SAMPLE_RATE * self.segment)) * self.segment
        self.next = self._hop
        """Frames to read now."""

    def given(self, count: int) -> None:
        """So many samples at 16 kHz came of a reading."""
        before, self._samples = self._samples, self._samples + count
        complete = self._samples // HOP_SAMPLES > before // HOP_SAMPLES
        self.next = self._hop if complete else self.segment
