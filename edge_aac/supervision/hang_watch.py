"""A loop that hangs, in a driver or in a library: noticed by a thread of its own.

In: calls of the loop, each of which shows that it turns. Out: a call when a block of sound takes so
long that nothing is heard meanwhile, and one when the loop has to be given up. What is counted are
looks and not seconds: a process that was stopped and a machine that slept have looked at nothing
meanwhile, and hang in nothing. Never does: ending the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge_aac.enduring import endure
from edge_aac.errors import INTERNAL

HUNG = INTERNAL
"""The exit code of a listener whose loop hung."""
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class HangLimits:
    """For how long a loop may not turn [s]."""

    hung: float = 30.0
    """Longer than a sound system may take to open a microphone, which is waited for."""
    at_work: float = 9.0
    """The same at a block of sound, which takes a fiftieth of a second: it leaves within ten."""
    slow: float = 1.5
    """At a block; then it is announced that sounds may be missed."""
    again: float = 60.0
    """From one such announcement to the next."""


class HangWatch:
    """Looks whether a loop still turns, from its first turn on.

    Parameters
    ----------
    hung : callable
        Called once, on the watching thread, when it does not.
    slow : callable
        Called there when it is long at one block of sound.
    limits : HangLimits, optional
    look_seconds : float
        How often it is looked at.
    """

    def __init__(
        self,
        hung: Callable[[], None],
        slow: Callable[[], None] = lambda: None,
        limits: HangLimits | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._hung = hung
        self._slow = slow
        self._limits = limits or HangLimits()
        self._look_seconds = look_seconds
        self._looks = 0
        self._since_slow = self._count(self._limits.again)
        self._at_work = False
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def begins(self) -> None:
        """A block of sound is worked on, until `alive`."""
        self._looks, self._at_work = 0, True

    def alive(self) -> None:
        """The loop has turned."""
        self._looks, self._at_work = 0, False
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
            self._since_slow += 1
            at_work = self._at_work
            if self._looks > self._count(self._limits.at_work if at_work else self._limits.hung):
                self._hung()
                return
            due = self._since_slow >= self._count(self._limits.again)
            if at_work and due and self._looks >= self._count(self._limits.slow):
                self._since_slow = 0
                self._slow()

    def _count(self, seconds: float) -> int:
        return round(seconds / self._look_seconds)
