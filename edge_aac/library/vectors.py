"""Embeddings of passages in blocks, so that all can be compared in a moment.

In: the index's file, an embedding. Out: the passages that are most alike. A block holds the
embeddings of some thousand passages side by side; with one of them it goes, and its passages are
packed anew. What is in no block is read passage by passage, so that an answer never depends on
what was packed. Bounded: one block is in memory at a time. Never does: describing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

SCHEMA = """
CREATE TABLE IF NOT EXISTS block (
  first INTEGER PRIMARY KEY, last INTEGER NOT NULL, width INTEGER NOT NULL, sums BLOB NOT NULL,
  squares BLOB NOT NULL, ids BLOB NOT NULL, rows BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS block_gone AFTER DELETE ON passage BEGIN
  DELETE FROM block WHERE first <= old.id AND last >= old.id; END;
"""
BLOCK_ROWS = 4_096
"""Passages of a block; in memory it takes some megabytes."""
LEAST_ROWS = 256
"""Fewer are read one by one as quickly as they could be packed."""
MIDDLE_ROWS = 50
"""From so many passages on it is known what all have in common, and that is taken away."""
_BEYOND = (1 << 63) - 1


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Embeddings of one width."""

    ids: NDArray[np.int64]
    rows: NDArray[np.int8]
    """Shape (n, width)."""
    squares: FloatArray
    """The square of each one's length, shape (n,)."""


def pack(file: sqlite3.Connection) -> None:
    """Put what is in no block into blocks, where it is enough; inside a transaction."""
    for start, end in list(_gaps(file)):
        held: list[tuple[int, bytes]] = []
        for row in _between(file, start, end).fetchall():
            if held and (len(row[1]) != len(held[0][1]) or len(held) == BLOCK_ROWS):
                _keep(file, held)
                held = []
            held.append(row)
        _keep(file, held)


def nearest(file: sqlite3.Connection, wanted: bytes, most: int) -> list[tuple[int, float]]:
    """The passages that are most alike, with how alike they are, -1..1, highest first.

    Parameters
    ----------
    file : Connection
    wanted : bytes
        An embedding as `passage.packed` gives it.
    most : int
    """
    width = len(wanted)
    loose = [_table(some) for some in _loose(file, width)]
    middle = _middle(file, width, loose)
    query = np.frombuffer(wanted, np.int8).astype(np.float32) - middle
    ids: list[NDArray[np.int64]] = []
    near: list[FloatArray] = []
    for table in (*loose, *_blocks(file, width)):
        likeness = _cosines(table, query, middle)
        best = np.argpartition(-likeness, most)[:most] if len(likeness) > most else slice(None)
        ids.append(table.ids[best])
        near.append(likeness[best])
    if not ids:
        return []
    number, score = np.concatenate(ids), np.concatenate(near)
    order = np.lexsort((number, -score))[:most]
    return [(int(number[i]), float(score[i])) for i in order]


def _cosines(table: _Rows, query: FloatArray, middle: FloatArray) -> FloatArray:
    """Cosines between rows and the query, both less the middle.

    |r - m|^2 = r.r - 2 r.m + m.m, so the rows themselves are not changed, which would take longer.
    """
    both = table.rows.astype(np.float32) @ np.stack([query, middle], axis=1)
    square = float(middle @ middle)
    lengths = np.sqrt(np.maximum(table.squares - 2.0 * both[:, 1] + square, 1e-9))
    known = max(float(np.linalg.norm(query)), 1e-9)
    return np.asarray((both[:, 0] - float(middle @ query)) / (lengths * known), np.float32)


def _middle(file: sqlite3.Connection, width: int, loose: list[_Rows]) -> FloatArray:
    """What all have in common; nothing where there are few."""
    total, count = np.zeros(width), 0
    for table in loose:
        total += table.rows.sum(axis=0, dtype=np.float64)
        count += len(table.ids)
    sums = "SELECT sums, length(ids) / 8 FROM block WHERE width = ?"
    for added, rows in file.execute(sums, (width,)):
        total += np.frombuffer(added, np.float64)
        count += rows
    return (total / count if count >= MIDDLE_ROWS else np.zeros(width)).astype(np.float32)


def _blocks(file: sqlite3.Connection, width: int) -> Iterator[_Rows]:
    rows = "SELECT squares, ids, rows FROM block WHERE width = ? ORDER BY first"
    for squares, ids, packed in file.execute(rows, (width,)):
        yield _Rows(
            np.frombuffer(ids, np.int64),
            np.frombuffer(packed, np.int8).reshape(-1, width),
            np.frombuffer(squares, np.float32),
        )


def _loose(file: sqlite3.Connection, width: int) -> Iterator[list[tuple[int, bytes]]]:
    """What is in no block, some thousand at a time."""
    for start, end in list(_gaps(file)):
        rows = _between(file, start, end)
        while some := rows.fetchmany(BLOCK_ROWS):
            right = [(number, vector) for number, vector in some if len(vector) == width]
            if right:
                yield right


def _gaps(file: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Between which passages none is in a block, both ends left out."""
    before = -1
    for first, last in file.execute("SELECT first, last FROM block ORDER BY first"):
        if first > before + 1:
            yield before, first
        before = last
    yield before, _BEYOND


def _between(file: sqlite3.Connection, start: int, end: int) -> sqlite3.Cursor:
    return file.execute(
        "SELECT id, embedding FROM passage WHERE id > ? AND id < ? AND length(embedding) > 0 "
        "ORDER BY id",
        (start, end),
    )


def _table(some: list[tuple[int, bytes]]) -> _Rows:
    ids = np.array([number for number, _ in some], np.int64)
    rows = np.frombuffer(b"".join(vector for _, vector in some), np.int8).reshape(len(some), -1)
    squares = np.square(rows.astype(np.float32)).sum(axis=1)
    return _Rows(ids, rows, squares)


def _keep(file: sqlite3.Connection, some: list[tuple[int, bytes]]) -> None:
    if len(some) < LEAST_ROWS:
        return
    table = _table(some)
    file.execute(
        "INSERT INTO block (first, last, width, sums, squares, ids, rows) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(some[0][0], some[-1][0], table.rows.shape[1]),
            table.rows.sum(axis=0, dtype=np.float64).tobytes(),
            *(table.squares.tobytes(), table.ids.tobytes(), table.rows.tobytes()),
        ),
    )
