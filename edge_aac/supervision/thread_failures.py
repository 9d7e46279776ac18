"""Threads of the listener that failed, from their own thread to the listening loop.

In: exceptions of which a thread would die, or dies. Out: what failed and where, in a few words;
taken by the loop, which announces it. Bounded.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from edge_aac.supervision.skipped_blocks import error_location

MOST = 16


class ThreadFailures:
    """Remembers what failed until it is announced."""

    def __init__(self) -> None:
        self._failed: deque[str] = deque(maxlen=MOST)

    def failed(self, what: threading.ExceptHookArgs) -> None:
        """Take a failure, on the thread that failed."""
        name = "" if what.thread is None else f"{what.thread.name}: "
        error = what.exc_value or what.exc_type()
        self._failed.append(f"{name}{error_location(error)}")

    def take(self) -> Iterator[str]:
        """What failed since this was last asked, oldest first."""
        while self._failed:
            yield self._failed.popleft()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Every thread of this process is watched meanwhile."""
        before, threading.excepthook = threading.excepthook, self.failed
        try:
            yield
        finally:
            threading.excepthook = before
