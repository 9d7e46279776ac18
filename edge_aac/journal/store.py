"""The journal's file: SQLite in write-ahead mode, bounded by age and size.

In: entries. Out: the same, later, from this or another process. Whatever is committed survives the
process and the listener's sudden end. The oldest entries make room for new ones. Never does:
threads, sound.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.journal.entries import Announced, Entry, Happened, Listened
from edge_aac.paths import exists, expanded, open_regular
from edge_aac.types import Priority

APPLICATION = 0x45414A31
"""Of SQLite's header: a file of ours, "EAJ1"."""
DAY = 86_400.0
_BUSY_SECONDS = 5.0
_PART = 10
"""One in so many entries, the oldest, makes room when the file is full."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS happened (
  key TEXT PRIMARY KEY, label TEXT NOT NULL, grp TEXT NOT NULL, priority TEXT NOT NULL,
  start REAL NOT NULL, stop REAL NOT NULL);
CREATE INDEX IF NOT EXISTS happened_start ON happened (start);
CREATE TABLE IF NOT EXISTS said (at REAL NOT NULL, text TEXT NOT NULL, priority TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS said_at ON said (at);
CREATE TABLE IF NOT EXISTS listened (key TEXT PRIMARY KEY, start REAL NOT NULL, stop REAL NOT NULL);
CREATE INDEX IF NOT EXISTS listened_start ON listened (start);
"""
_AGES = {"happened": "start", "said": "at", "listened": "stop"}


class Journal:
    """The journal, open for writing.

    Parameters
    ----------
    path : Path
        Made where it is missing, for its owner alone.
    days : float
        Older entries are deleted.
    megabytes : int
        The file does not grow beyond this.

    Raises
    ------
    EdgeAacError
        It cannot be opened, or is something else.
    """

    def __init__(self, path: Path, days: float = 30.0, megabytes: int = 16) -> None:
        self._days = days
        try:
            path = self._path = expanded(path)
            os.close(open_regular(path, os.O_RDWR | os.O_CREAT))
        except OSError as error:
            raise _unusable(path, error.strerror or str(error)) from None
        with _worded(path):
            self._file = _opened(path, "rwc")
            try:
                self._prepare(megabytes)
            except BaseException:
                self._file.close()
                raise

    def _prepare(self, megabytes: int) -> None:
        _require_ours(self._file, self._path, new=True)
        self._file.execute("PRAGMA journal_mode = WAL")
        # What was committed may be lost when the supply fails, never when the process does.
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.execute(f"PRAGMA application_id = {APPLICATION}")
        (page,) = self._file.execute("PRAGMA page_size").fetchone()
        pages = megabytes * 1_048_576 // int(page)
        self._file.execute(f"PRAGMA max_page_count = {pages}")
        # The log beside the file is folded into it, and does not stay larger than a part of it.
        self._file.execute(f"PRAGMA journal_size_limit = {megabytes * 1_048_576 // _PART}")
        self._file.executescript(_SCHEMA)

    def write(self, entries: Iterable[Entry], now: float) -> None:
        """Write entries, all or none; what is too old is deleted.

        Parameters
        ----------
        entries : iterable of Entry
        now : float
            The wall clock [s].

        Raises
        ------
        sqlite3.Error
            They cannot be written, as on a full disk; the journal may be tried again.
        """
        some = list(entries)
        try:
            self._write(some, now)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "SQLITE_FULL") != "SQLITE_FULL":
                raise
            self._make_room()
            self._write(some, now)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, entries: Iterable[Entry], now: float) -> None:
        with self._file:
            for one in entries:
                _put(self._file, one)
            for table, column in _AGES.items():
                too_old = now - self._days * DAY
                self._file.execute(f"DELETE FROM {table} WHERE {column} < ?", (too_old,))

    def _make_room(self) -> None:
        """Delete the oldest part; its pages are used again."""
        with self._file:
            for table, column in _AGES.items():
                self._file.execute(
                    f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} "
                    f"ORDER BY {column} LIMIT (SELECT count(*) / {_PART} + 1 FROM {table}))"
                )


def read(path: Path, since: float, until: float) -> list[Entry]:
    """What the journal holds of a stretch of time, in order of its beginnings.

    Parameters
    ----------
    path : Path
    since, until : float
        On the wall clock [s].

    Raises
    ------
    EdgeAacError
        It is missing, or no journal.
    """
    with contextlib.suppress(OSError):
        path = expanded(path)
    if not exists(path):
        raise EdgeAacError(f"There is no journal at {path}: listen with --journal {path} first.")
    with _worded(path), closing(_opened(path, "ro")) as file:
        _require_ours(file, path, new=False)
        found: list[tuple[float, Entry]] = []
        for key, label, group, priority, start, stop in file.execute(
            "SELECT key, label, grp, priority, start, stop FROM happened "
            "WHERE stop >= ? AND start <= ?",
            (since, until),
        ):
            happened = Happened(label, group, Priority(priority), start, stop, key)
            found.append((start, happened))
        for at, text, priority in file.execute(
            "SELECT at, text, priority FROM said WHERE at BETWEEN ? AND ?", (since, until)
        ):
            found.append((at, Announced(at, text, Priority(priority))))
        for key, start, stop in file.execute(
            "SELECT key, start, stop FROM listened WHERE stop >= ? AND start <= ?", (since, until)
        ):
            found.append((start, Listened(start, stop, key)))
    found.sort(key=lambda pair: pair[0])
    return [entry for _, entry in found]


def _put(file: sqlite3.Connection, one: Entry) -> None:
    if isinstance(one, Happened):
        row = (one.key, one.label, one.group, one.priority.value, one.start, one.end)
        file.execute("INSERT OR REPLACE INTO happened VALUES (?, ?, ?, ?, ?, ?)", row)
    elif isinstance(one, Announced):
        file.execute("INSERT INTO said VALUES (?, ?, ?)", (one.at, one.text, one.priority.value))
    else:
        row_ = (one.key, one.start, one.end)
        file.execute("INSERT OR REPLACE INTO listened VALUES (?, ?, ?)", row_)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    # A URI, so that nothing is made where it is only read.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
    )


def _require_ours(file: sqlite3.Connection, path: Path, *, new: bool) -> None:
    """Refuse another program's file."""
    (identity,) = file.execute("PRAGMA application_id").fetchone()
    (tables,) = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if identity != APPLICATION and not (new and tables == 0):
        raise _unusable(path, "it is another program's file")


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _unusable(path, str(error)) from None


def _unusable(path: Path, why: str) -> EdgeAacError:
    return EdgeAacError(
        f"The journal {path} cannot be used ({why}). Name another file with --journal."
    )
