"""When the next samples of a played sound are there.

In: until where the sound is wanted. Out: the same call, later: with the clock, as a microphone
gives it; or as fast as it is taken. Never does: waiting on after it was closed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Pace(Protocol):
    """When the next samples are there."""

    def wait(self, end: float) -> None:
        """Until the sound up to there [s] has been played."""

    def taken(self, end: float) -> None:
        """The listener is done with the sound up to there [s]."""

    def close(self) -> None:
        """Nobody waits any more."""


class ClockPace:
    """As a microphone gives it; the listener may be late.

    Parameters
    ----------
    now : callable
        Seconds on a clock that never jumps.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began: float | None = None
        self._closed = threading.Event()

    def wait(self, end: float) -> None:
        """Until the clock has reached this place of the sound."""
        if self._began is None:
            self._began = self._now()
        ahead = self._began + end - self._now()
        if ahead > 0:
            self._closed.wait(ahead)

    def taken(self, end: float) -> None:
        """The clock goes on whatever is taken."""

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed.set()


class FastPace:
    """As fast as the listener takes it, and never so far ahead that any is dropped."""

    AHEAD_SECONDS = 0.4
    """More than a hop and what a resampler holds back, less than any ring holds."""

    def __init__(self) -> None:
        self._taken = 0.0
        self._closed = False
        self._changed = threading.Condition()

    def wait(self, end: float) -> None:
        """Until the listener is so near that this is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or end <= self._taken + self.AHEAD_SECONDS)

    def taken(self, end: float) -> None:
        """The listener is done with the sound up to there [s]."""
        with self._changed:
            self._taken = end
            self._changed.notify()

    def close(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
