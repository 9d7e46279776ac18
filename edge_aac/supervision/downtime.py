"""How long nobody listened, where the listener before this one ended without a farewell.

In: calls of the loop, and a small file that outlives the process and not the machine's run: it
holds when a listener was last alive. Out: the gap, once, when the next one begins. A listener that
was killed, that crashed or hung says nothing itself; whoever wears it has to know that an alarm may
have been missed, and since when. One that a person stops takes its file's word back.

The file is locked while a listener lives, and the lock goes with it, however it ends: a second
listener of the same user finds it taken, and keeps out. Never does: waiting, raising.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from edge_aac.answers.wording import Wording
from edge_aac.paths import held_alone, open_own
from edge_aac.salience.notices import Announcement, Notice

EVERY_SECONDS = 2.0
"""So often it is noted that it lives: the gap that is announced is at most so much too long."""
LONGEST_SECONDS = 30 * 86_400.0
"""What is longer is a clock that was set, or a file that somebody changed."""
_MOST_BYTES = 64


class Downtime:
    """One listener's note that it lives, and what the one before left.

    Parameters
    ----------
    note : Path or None
        The file; None where there is no place for one: then nothing is known, nor noted.
    now : callable
        Seconds that later processes count on.
    """

    def __init__(self, note: Path | None, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._next = 0.0
        self._file = None if note is None else _locked(note)
        self.seconds: float | None = None
        """How long nobody listened [s]; None where the last one said farewell, or none was."""
        if self._file is not None:
            self.seconds = _since(self._file, now())

    def alive(self) -> None:
        """The loop has turned."""
        now = self._now()
        # Also where the clock was set back by more than a note's time.
        if self._file is None or self._next - EVERY_SECONDS <= now < self._next:
            return
        self._next = now + EVERY_SECONDS
        with contextlib.suppress(OSError):
            # Of one length, so that nothing of an older one stays behind it.
            os.pwrite(self._file, f"{now:020.3f}\n".encode(), 0)

    def farewell(self) -> None:
        """A person ended it, or its input is over: what follows is no absence."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
        self.close()

    def close(self) -> None:
        """The note stays as it is; the next one finds it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def was_away(downtime: Downtime, wording: Wording) -> list[Announcement]:
    """How long nobody listened, where the last listener ended without a word."""
    if downtime.seconds is None:
        return []
    return [Announcement(Notice.WAS_AWAY, values={"away": wording.length(downtime.seconds)})]


def _locked(note: Path) -> int | None:
    """The file's descriptor, where it is ours alone; None where another listener has it."""
    try:
        number = open_own(note, os.O_RDWR | os.O_CREAT)
    except OSError:
        return None
    return held_alone(number)


def _since(number: int, now: float) -> float | None:
    """How long ago it was noted that one lives."""
    try:
        last = float(os.pread(number, _MOST_BYTES, 0))
    except (OSError, ValueError):
        return None
    gap = now - last
    return gap if 0.0 <= gap <= LONGEST_SECONDS else None
