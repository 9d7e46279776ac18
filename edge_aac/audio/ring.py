"""A preallocated ring between the microphone's thread and the listener's.

In: samples from one thread. Out: blocks to another, oldest first. When the listener
is late the oldest samples are dropped and counted; the writer is never blocked, and
the clock goes on over what was dropped, here or before the ring.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np

from edge_aac.types import Block, FloatArray


class Ring:
    """Drop-oldest ring buffer.

    Parameters
    ----------
    capacity : int
        Samples it holds at most.
    """

    def __init__(self, capacity: int) -> None:
        self._samples = np.zeros(capacity, np.float32)
        self._read = 0
        self._written = 0
        self._skipped = 0
        self._gaps: deque[tuple[int, int]] = deque()
        self._closed = False
        self._ready = threading.Condition()
        self.dropped = 0
        """Samples on the clock that no block held or will hold."""

    def write(self, samples: FloatArray) -> None:
        """Add samples, shape (n,), float32; never waits for a reader."""
        capacity = len(self._samples)
        with self._ready:
            self._written += len(samples)
            kept = samples[-capacity:]
            first = (self._written - len(kept)) % capacity
            head = min(len(kept), capacity - first)
            self._samples[first : first + head] = kept[:head]
            self._samples[: len(kept) - head] = kept[head:]
            oldest = self._written - capacity
            if self._read < oldest:
                self.dropped += oldest - self._read
                self._read = oldest
                self._pass_gaps()
            self._ready.notify()

    def skip(self, count: int) -> None:
        """Let the clock go on over samples that were lost before they came here."""
        if count <= 0:
            return
        with self._ready:
            self.dropped += count
            if self._gaps and self._gaps[-1][0] == self._written:
                # One entry for each place, so that they can never be more than the samples.
                count += self._gaps.pop()[1]
            self._gaps.append((self._written, count))

    def take(self, most: int, timeout: float) -> Block | None:
        """The oldest samples, at most so many.

        Returns
        -------
        Block or None
            None when none came within the timeout [s], or none will come any more.
        """
        capacity = len(self._samples)
        with self._ready:
            self._ready.wait_for(lambda: self._written > self._read or self._closed, timeout)
            if self._written == self._read:
                return None
            self._pass_gaps()
            start = self._read
            end = min(start + most, self._written)
            if self._gaps:
                end = min(end, self._gaps[0][0])
            place = np.arange(start, end) % capacity
            self._read = end
            return Block(self._samples[place], start + self._skipped)

    def close(self) -> None:
        """Nothing will be written any more: whoever waits returns at once."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    def _pass_gaps(self) -> None:
        while self._gaps and self._gaps[0][0] <= self._read:
            self._skipped += self._gaps.popleft()[1]
