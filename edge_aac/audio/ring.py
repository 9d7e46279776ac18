"""A preallocated ring between the microphone's thread and the listener's.

In: samples from one thread. Out: blocks to another, oldest first. When the listener
is late the oldest samples are dropped and counted; the writer is never blocked, and
the clock goes on over what was dropped.
"""

from __future__ import annotations

import threading

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
        self._ready = threading.Condition()
        self.dropped = 0
        """Samples that were overwritten before anyone took them."""

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
            self._ready.notify()

    def take(self, most: int, timeout: float) -> Block | None:
        """The oldest samples, at most so many; None when none came within the timeout [s]."""
        capacity = len(self._samples)
        with self._ready:
            if not self._ready.wait_for(lambda: self._written > self._read, timeout):
                return None
            start = self._read
            count = min(most, self._written - start)
            place = np.arange(start, start + count) % capacity
            self._read += count
            return Block(self._samples[place], start)
