"""One ring after another out of what a microphone gives.

In: blocks of sound. Out: stretches that stand out of the room and are over, each with a little of
the room around it. Its memory is bounded; a sound that does not end is cut. Never does: judging
what it was.
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterator

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

FRAME = SAMPLE_RATE // 50
ABOVE_DB = 10.0
"""A ring begins so far above the room ..."""
QUIETEST = 2e-3
"""... and no softer than this root mean square, or breath would be one [full scale]."""
ROOM_SECONDS = 2.0
"""Of the room that it is compared with."""
LEAST_ROOM_SECONDS = 0.5
"""Before it is known well enough for that."""
BEFORE_SECONDS = 0.3
PAUSE_SECONDS = 1.0
"""Of the room after which a ring is over."""
LONGEST_SECONDS = 6.0
STEADY_FRAMES = 3
"""Loud frames in a row that begin a ring: a click does not."""


class RingCollector:
    """Finds rings; what was heard so far can be forgotten, as after the own voice."""

    def __init__(self) -> None:
        self._rest: FloatArray = np.zeros(0, np.float32)
        self.forget()

    def forget(self) -> None:
        """Begin anew: the room is learnt again before the next ring."""
        self._room: deque[float] = deque(maxlen=int(ROOM_SECONDS * SAMPLE_RATE / FRAME))
        self._before: deque[FloatArray] = deque(maxlen=int(BEFORE_SECONDS * SAMPLE_RATE / FRAME))
        self._ring: list[FloatArray] = []
        self._loud = self._quiet = 0

    def hear(self, samples: FloatArray) -> Iterator[FloatArray]:
        """The rings that are over after more sound, each shape (n,), float32."""
        pending = np.concatenate([self._rest, np.nan_to_num(samples)])
        count = len(pending) // FRAME
        self._rest = np.asarray(pending[count * FRAME :], np.float32)
        for frame in pending[: count * FRAME].reshape(count, FRAME):
            ring = self._frame(np.asarray(frame, np.float32))
            if ring is not None:
                yield ring

    def _frame(self, frame: FloatArray) -> FloatArray | None:
        level = float(np.sqrt(np.mean(frame.astype(np.float64) ** 2)))
        loud = level > self._threshold()
        if not self._ring:
            self._before.append(frame)
            self._loud = self._loud + 1 if loud else 0
            if not loud:
                self._room.append(level)
            if self._loud >= STEADY_FRAMES:
                self._ring, self._quiet = list(self._before), 0
                self._before.clear()
            return None
        self._ring.append(frame)
        self._quiet = 0 if loud else self._quiet + 1
        over = self._quiet * FRAME >= PAUSE_SECONDS * SAMPLE_RATE
        if not over and len(self._ring) * FRAME < LONGEST_SECONDS * SAMPLE_RATE:
            return None
        ring = np.concatenate(self._ring)
        self._ring, self._loud = [], 0
        return np.asarray(ring, np.float32)

    def _threshold(self) -> float:
        if len(self._room) * FRAME < LEAST_ROOM_SECONDS * SAMPLE_RATE:
            return float("inf")
        room = statistics.median(self._room)
        return float(max(QUIETEST, room * 10.0 ** (ABOVE_DB / 20.0)))
