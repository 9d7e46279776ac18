"""The index: SQLite with full text, label scores and embeddings of every passage.

In: what recordings hold. Out: the same, found again. Only what is new is described; a file that was
moved keeps what was known of it. Bounded by a size that is said. Never does: describing, sound.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from edge_aac.errors import EdgeAacError
from edge_aac.library import vectors
from edge_aac.library.contents import Contents, contents
from edge_aac.library.merging import merge
from edge_aac.library.passage import Hit, Passage
from edge_aac.library.vectors import nearest
from edge_aac.library.wanted import Query
from edge_aac.paths import exists, open_regular

APPLICATION = 0x45414C31
"""Of SQLite's header: a file of ours, "EAL1"."""
_HEAD_BYTES = 65_536
"""So much of a file's beginning, with its size, tells whether it is the same after a move."""
_CANDIDATES = 2_000
"""Passages that are looked at for each label and for the words."""
_TEXT_WEIGHT = 0.25
"""How much the words of the sentence count beside the labels' scores."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
  id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
  head BLOB NOT NULL, fault TEXT);
CREATE INDEX IF NOT EXISTS file_head ON file (head, size);
CREATE TABLE IF NOT EXISTS passage (
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  start REAL NOT NULL, stop REAL NOT NULL, text TEXT NOT NULL, embedding BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passage_file ON passage (file);
CREATE TABLE IF NOT EXISTS tag (
  label TEXT NOT NULL, score REAL NOT NULL,
  passage INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS tag_label ON tag (label, score DESC, passage);
CREATE INDEX IF NOT EXISTS tag_passage ON tag (passage);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  text, content = 'passage', content_rowid = 'id', tokenize = 'porter unicode61');
CREATE TRIGGER IF NOT EXISTS passage_new AFTER INSERT ON passage BEGIN
  INSERT INTO words (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER IF NOT EXISTS passage_gone AFTER DELETE ON passage BEGIN
  INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text); END;
"""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it lies on the disk."""

    path: str
    size: int
    mtime: int
    head: bytes

    @staticmethod
    def of(path: str) -> FileState:
        """Look at a file; raises OSError where that cannot be done."""
        with os.fdopen(open_regular(Path(path)), "rb") as file:
            stat = os.fstat(file.fileno())
            head = blake2b(file.read(_HEAD_BYTES), digest_size=16).digest()
        return FileState(os.path.abspath(path), stat.st_size, stat.st_mtime_ns, head)  # noqa: PTH100


class SoundIndex:
    """The index, open.

    Parameters
    ----------
    path : Path
    megabytes : int
        It does not grow beyond this.
    make : bool
        Whether it is made where it is missing.

    Raises
    ------
    EdgeAacError
        It cannot be opened, or is something else.
    """

    def __init__(self, path: Path, megabytes: int = 4096, *, make: bool = True) -> None:
        self._path = path
        if not make and not exists(path):
            raise EdgeAacError(f"There is no index at {path}: make one with edge-aac index FOLDER.")
        try:
            if make:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(open_regular(path, os.O_RDWR | os.O_CREAT))
        except OSError as error:
            raise _unusable(path, error.strerror or str(error)) from None
        with self._worded():
            self._file = sqlite3.connect(path.absolute().as_uri(), uri=True)
            try:
                self._prepare(megabytes)
            except BaseException:
                self._file.close()
                raise

    def _prepare(self, megabytes: int) -> None:
        (identity,) = self._file.execute("PRAGMA application_id").fetchone()
        (tables,) = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if identity != APPLICATION and tables:
            raise _unusable(self._path, "it is another program's file")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.execute("PRAGMA foreign_keys = ON")
        self._file.execute(f"PRAGMA application_id = {APPLICATION}")
        (page,) = self._file.execute("PRAGMA page_size").fetchone()
        self._file.execute(f"PRAGMA max_page_count = {megabytes * 1_048_576 // int(page)}")
        self._file.executescript(_SCHEMA + vectors.SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def knows(self, seen: FileState) -> bool:
        """Whether a file was described as it is now; one that was moved has its new name then."""
        with self._worded():
            row = self._file.execute(
                "SELECT size, mtime, fault FROM file WHERE path = ?", (seen.path,)
            ).fetchone()
            if row is not None:
                return (row[0], row[1], row[2]) == (seen.size, seen.mtime, None)
            moved = self._file.execute(
                "SELECT id, path FROM file WHERE head = ? AND size = ? AND fault IS NULL",
                (seen.head, seen.size),
            ).fetchall()
            for number, path in moved:
                if not exists(Path(path)):
                    with self._file:
                        self._file.execute(
                            "UPDATE file SET path = ?, mtime = ? WHERE id = ?",
                            (seen.path, seen.mtime, number),
                        )
                    return True
        return False

    def put(self, seen: FileState, passages: Iterable[Passage], fault: str | None = None) -> None:
        """Keep what a file holds, in place of what was known of it.

        Raises
        ------
        EdgeAacError
            It cannot be written, or is as large as it may be.
        """
        with self._worded(), self._file:
            self._file.execute("DELETE FROM file WHERE path = ?", (seen.path,))
            number = self._file.execute(
                "INSERT INTO file (path, size, mtime, head, fault) VALUES (?, ?, ?, ?, ?)",
                (seen.path, seen.size, seen.mtime, seen.head, fault),
            ).lastrowid
            for one in passages:
                passage = self._file.execute(
                    "INSERT INTO passage (file, start, stop, text, embedding) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (number, one.start, one.end, one.text, one.embedding),
                ).lastrowid
                self._file.executemany(
                    "INSERT INTO tag VALUES (?, ?, ?)",
                    [(label, score, passage) for label, score in one.tags],
                )

    def pack(self) -> None:
        """Make `like` quick for what was put since; an index that is full goes without."""
        with suppress(sqlite3.OperationalError), self._file:
            vectors.pack(self._file)

    def take(self, other: Path) -> int:
        """Take over what another index has and this one lacks; how many recordings.

        Raises
        ------
        EdgeAacError
            There is none, or it cannot be read, or this one is as large as it may be.
        """
        if not exists(other):
            raise EdgeAacError(f"There is no index at {other}: check the name.")
        with self._worded():
            return merge(self._file, other, APPLICATION)

    def forget_missing(self, folder: str) -> int:
        """Forget the files below a folder that are no longer there; how many."""
        below = os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118
        with self._worded():
            rows = self._file.execute(
                "SELECT id, path FROM file WHERE substr(path, 1, ?) = ?", (len(below), below)
            ).fetchall()
            gone = [(number,) for number, path in rows if not exists(Path(path))]
            with self._file:
                self._file.executemany("DELETE FROM file WHERE id = ?", gone)
        return len(gone)

    def counts(self) -> tuple[int, int]:
        """How many files and passages there are."""
        with self._worded():
            (files,) = self._file.execute("SELECT count(*) FROM file").fetchone()
            (passages,) = self._file.execute("SELECT count(*) FROM passage").fetchone()
        return int(files), int(passages)

    def contents(self, most: int) -> Contents:
        """What all recordings hold, of the first so many in the order of names each."""
        with self._worded():
            return contents(self._file, most)

    def search(self, wanted: Query, most: int = 10) -> list[Hit]:
        """The passages that fit a query best, each file once, the best first."""
        scores: dict[int, float] = {}
        total = sum(weight for _, weight in wanted.labels) or 1.0
        with self._worded():
            for alternatives, weight in wanted.labels:
                for passage, score in self._labelled(alternatives):
                    scores[passage] = scores.get(passage, 0.0) + weight / total * score
            for passage, score in self._worded_so(wanted.words):
                scores[passage] = scores.get(passage, 0.0) + _TEXT_WEIGHT * score
            best = max(1.0, 1.0 + _TEXT_WEIGHT)
            return self._hits({one: score / best for one, score in scores.items()}, most)

    def like(self, embedding: bytes, most: int = 10, without: str = "") -> list[Hit]:
        """The passages that sound most alike, each file once.

        Parameters
        ----------
        embedding : bytes
            As `passage.packed` gives it.
        most : int
        without : str
            A file that is left out: the one that was asked with.
        """
        with self._worded():
            scores = dict(nearest(self._file, embedding, _CANDIDATES)) if embedding else {}
            absolute = os.path.abspath(without) if without else ""  # noqa: PTH100
            return self._hits(scores, most, absolute)

    def _labelled(self, alternatives: Sequence[str]) -> Iterator[tuple[int, float]]:
        best: dict[int, float] = {}
        for label in alternatives:
            for passage, score in self._file.execute(
                "SELECT passage, score FROM tag WHERE label = ? ORDER BY score DESC LIMIT ?",
                (label, _CANDIDATES),
            ):
                best[passage] = max(best.get(passage, 0.0), score)
        yield from best.items()

    def _worded_so(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """Passages whose sentence holds some of the words, the best with 1."""
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        rows = self._file.execute(
            "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
            (query, _CANDIDATES),
        ).fetchall()
        # FTS5's rank is the lower the better, and below 0.
        return [(number, rank / rows[0][1]) for number, rank in rows]

    def _hits(self, scores: dict[int, float], most: int, without: str = "") -> list[Hit]:
        hits: dict[str, Hit] = {}
        for number, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
            if len(hits) >= most:
                break
            path, start, stop, text = self._file.execute(
                "SELECT path, start, stop, text FROM passage JOIN file ON file.id = passage.file "
                "WHERE passage.id = ?",
                (number,),
            ).fetchone()
            if path != without:
                hits.setdefault(path, Hit(path, start, stop, text, round(min(1.0, score), 4)))
        return list(hits.values())

    @contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _unusable(self._path, str(error)) from None


def _unusable(path: Path, why: str) -> EdgeAacError:
    return EdgeAacError(
        f"The index {path} cannot be used ({why}). Make room, or name another file with --index."
    )
