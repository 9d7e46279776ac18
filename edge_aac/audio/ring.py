"""A preallocated ring between the microphone's thread and the listener's.

In: samples from one thread. Out: blocks to another, oldest first, each as long as the reader needs
to go on: it is not woken for less. When the listener is late the oldest samples are dropped and
counted; the writer is never blocked, and the clock goes on over what was dropped, here or before
the ring.
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
        self._taken = 0
        self._skipped = 0
        self._gaps: deque[tuple[int, int]] = deque()
        self._closed = False
        self._ready = threading.Condition()
        self.dropped = 0
        """Samples on the clock that no block held or will hold."""

    @property
    def waiting(self) -> int:
        """Samples that were written and not taken."""
        return self._written - self._read

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

    def take(self, hop: int, timeout: float) -> Block | None:
        """The oldest samples, as many as complete a hop with those that were taken before.

        Parameters
        ----------
        hop : int
            Samples of one; a gap ends a block before, as does whatever comes no further in time.
        timeout : float
            How long to wait for them [s].

        Returns
        -------
        Block or None
            None when no sample came in time, or none will come any more.
        """
        capacity = len(self._samples)
        with self._ready:
            wanted = min(hop - self._taken % hop, capacity)
            self._ready.wait_for(lambda: self._closed or self._holds(wanted), timeout)
            if self._written == self._read:
                return None
            self._pass_gaps()
            start = self._read
            end = min(start + wanted, self._written)
            if self._gaps:
                end = min(end, self._gaps[0][0])
            self._read = end
            self._taken += end - start
            return Block(self._between(start % capacity, end - start), start + self._skipped)

    def close(self) -> None:
        """Nothing will be written any more: whoever waits returns at once."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    def _holds(self, count: int) -> bool:
        """Whether so many samples wait, or as many as there are before a gap."""
        if self._gaps and self._read < self._gaps[0][0] < self._read + count:
            return True
        return self._written - self._read >= count

    def _between(self, first: int, count: int) -> FloatArray:
        """A copy of so many samples from a place of the ring on."""
        head = self._samples[first : first + count]
        return np.concatenate([head, self._samples[: count - len(head)]])

    def _pass_gaps(self) -> None:
        while self._gaps and self._gaps[0][0] <= self._read:
            self._skipped += self._gaps.popleft()[1]
