"""How a person asks "what is around me?" while the listener runs.

In: the signal SIGUSR1, or Enter on the terminal. Out: a flag that the listening
loop takes down. Never does: answering.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import TextIO


class Asking:
    """Whether somebody has asked since last time."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Somebody asks."""
        self._asked.set()

    def take(self) -> bool:
        """Whether somebody asked; the flag is down afterwards."""
        asked = self._asked.is_set()
        self._asked.clear()
        return asked

    def by_signal(self) -> None:
        """Ask on SIGUSR1 (`pkill -USR1 edge-aac`); only from the main thread."""

        def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
            self.ask()

        signal.signal(signal.SIGUSR1, handle)

    def by_terminal(self, stream: TextIO | None = None) -> None:
        """Ask on each Enter, where a person sits at a terminal; only from the main thread."""
        stream = sys.stdin if stream is None else stream
        if stream is None or not _in_front(stream):
            return
        # Put into the background later, reading must fail: else it would stop the listener.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        threading.Thread(target=self._read, args=(stream,), name="asking", daemon=True).start()

    def _read(self, stream: TextIO) -> None:
        with contextlib.suppress(OSError, ValueError):
            for _ in stream:
                self.ask()


def _in_front(stream: TextIO) -> bool:
    """Whether this process is the one that the terminal talks to."""
    try:
        return stream.isatty() and os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
