"""What the cadence detector remembers of the sound: frames, their tones, and a coarse longer past.

In: the frames of a hop. Out: a new frozen `Past`; its size never changes. Never does: judging.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.events.cadence.tones import (
    COLUMN_FRAMES,
    FRAME_SECONDS,
    HOP_COLUMNS,
    WATCHED,
    columns,
)
from edge_aac.types import HOP_FRAMES, FloatArray

LONG_SECONDS = 9.6
_LONG = round(LONG_SECONDS / FRAME_SECONDS / HOP_FRAMES)
_SILENCE = -13.8
"""Log-Mel power of silence; before the beginning there was nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The newest frames."""

    frames: FloatArray
    """Shape (n, bands), the newest last."""
    columns: FloatArray
    """Their tones, shape (n / 2, WATCHED)."""
    hops: FloatArray
    """Mean of the tones of each hop of the last ten seconds, shape (60, WATCHED)."""
    heard: int = 0
    """Frames since the beginning."""

    @staticmethod
    def nothing(seconds: float, bands: int) -> Past:
        """Silence, so many seconds of it in detail."""
        hops = -(-round(seconds / FRAME_SECONDS) // HOP_FRAMES)
        return Past(
            np.full((hops * HOP_FRAMES, bands), _SILENCE, np.float32),
            np.zeros((hops * HOP_COLUMNS, WATCHED), np.float32),
            np.zeros((_LONG, WATCHED), np.float32),
        )

    def then(self, frames: FloatArray) -> Past:
        """After one more hop, shape (16, bands). What is not a finite number was silence."""
        usable = np.where(np.isfinite(frames), frames, np.float32(_SILENCE))
        tones = columns(usable)
        return Past(
            np.concatenate([self.frames[HOP_FRAMES:], usable]),
            np.concatenate([self.columns[HOP_COLUMNS:], tones]),
            np.concatenate([self.hops[1:], tones.mean(axis=0, keepdims=True)]),
            self.heard + HOP_FRAMES,
        )

    def window(self, back: int, length: int) -> FloatArray:
        """Frames of a window of so many columns that ended `back` columns ago."""
        end = len(self.frames) - back * COLUMN_FRAMES
        return self.frames[end - length * COLUMN_FRAMES : end]

    def between(self, first: int, last: int, column: int) -> FloatArray:
        """A band's strength in the hops wholly between two frames, as far as remembered."""
        newest = self.heard // HOP_FRAMES
        start = len(self.hops) - newest + -(-first // HOP_FRAMES)
        end = len(self.hops) - newest + last // HOP_FRAMES
        return self.hops[max(0, start) : max(0, end), column]
