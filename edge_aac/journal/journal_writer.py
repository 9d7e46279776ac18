"""Writes the journal beside the listener, which never waits for the disk.

In: entries, from the listening loop. Out: the journal's file, written by a thread of its own, each
second. A disk that is full or slow loses entries, which are counted, and nothing else. Never does:
raising anything into the listening loop.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable

from edge_aac.enduring import endure
from edge_aac.journal.entries import Entry
from edge_aac.journal.store import Journal

WAITING = 4_096
"""Entries that wait at most; a busy hour has fewer."""
WRITE_SECONDS = 1.0
"""So often it is written."""
END_SECONDS = 5.0
"""So long the last writing may take."""


class JournalWriter:
    """A journal that is written by its own thread.

    Parameters
    ----------
    journal : Journal
    problem : callable
        Given a sentence, from the thread: once when writing begins to fail, and once when it works
        again.
    now : callable
        The wall clock [s].
    """

    def __init__(
        self,
        journal: Journal,
        problem: Callable[[str], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._journal, self._problem, self._now = journal, problem, now
        self._entries: queue.Queue[Entry] = queue.Queue(WAITING)
        self._over = threading.Event()
        self._failing = False
        self.lost = 0
        """Entries that were not written."""
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def add(self, entry: Entry) -> None:
        """Have an entry written soon; never waits."""
        try:
            self._entries.put_nowait(entry)
        except queue.Full:
            self.lost += 1

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        self._over.set()
        self._thread.join(END_SECONDS)

    def _run(self) -> None:
        endure(self._write_on, self._over.wait)
        self._journal.close()

    def _write_on(self) -> None:
        while not self._over.wait(WRITE_SECONDS):
            self._write()
        self._write()

    def _write(self) -> None:
        entries: list[Entry] = []
        while not self._entries.empty() and len(entries) < WAITING:
            entries.append(self._entries.get_nowait())
        if not entries:
            return
        try:
            self._journal.write(entries, self._now())
        except sqlite3.Error as error:
            self.lost += len(entries)
            self._tell(str(error))
        else:
            self._tell(None)

    def _tell(self, why: str | None) -> None:
        failing = why is not None
        if failing and not self._failing:
            self._problem(
                f"The journal cannot be written ({why}). I go on listening. "
                "Make room, or check its disk."
            )
        elif self._failing and not failing:
            self._problem(f"The journal is written again. Entries that it lacks: {self.lost}.")
        self._failing = failing
