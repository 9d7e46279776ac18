"""A loop that hangs, in a driver or in a library: noticed by a thread of its own.

In: calls of the loop, each of which shows that it turns. Out: one call, when none came for too
long. What is counted are looks and not seconds: a process that was stopped and a machine that slept
have looked at nothing meanwhile, and hang in nothing. Never does: ending the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from edge_aac.enduring import endure

HUNG = 70
"""The exit code of a listener whose loop hung (EX_SOFTWARE of sysexits.h)."""
HUNG_SECONDS = 30.0
"""Longer than a sound system may take to open a microphone, which is waited for without a turn."""
LOOK_SECONDS = 0.5


class HangWatch:
    """Looks whether a loop still turns, from its first turn on.

    Parameters
    ----------
    hung : callable
        Called once, on the watching thread, when it does not.
    seconds, look_seconds : float
        For how long it has not turned then, and how often that is looked at.
    """

    def __init__(
        self,
        hung: Callable[[], None],
        seconds: float = HUNG_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._hung = hung
        self._most = round(seconds / look_seconds)
        self._look_seconds = look_seconds
        self._looks = 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def alive(self) -> None:
        """The loop has turned."""
        self._looks = 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """It need not turn any more."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        endure(self._look, self._closed.wait)

    def _look(self) -> None:
        while not self._closed.wait(self._look_seconds):
            self._looks += 1
            if self._looks > self._most:
                self._hung()
                return
