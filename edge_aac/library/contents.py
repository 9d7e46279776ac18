"""What an index holds as a whole: its recordings, and how many of them hold each sound.

In: the index's file. Out: a frozen `Contents`, bounded. Never does: words, searching.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

HELD_FROM = 0.5
"""A passage holds a label from this score on: it is likelier than not."""
MOST_LABELS = 5
"""Of one recording, those that most of its passages hold."""


@dataclass(frozen=True, slots=True)
class HeldRecording:
    """One recording of the index."""

    path: str
    seconds: float
    """Until where it was described."""
    labels: tuple[str, ...]
    """What it holds, the commonest first."""
    text: str
    """The sentence about its beginning."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All of it."""

    count: int
    """Recordings that could be read."""
    seconds: float
    """Of all of them."""
    recordings: tuple[HeldRecording, ...]
    """The first ones, in the order of names."""
    labels: tuple[tuple[str, int], ...]
    """How many recordings hold each label, the commonest first."""


def contents(file: sqlite3.Connection, most: int) -> Contents:
    """Look through an index.

    Parameters
    ----------
    file : Connection
    most : int
        Recordings that are given one by one.
    """
    count, seconds = file.execute(
        "SELECT count(*), coalesce(sum(stop), 0.0) FROM "
        "(SELECT max(stop) AS stop FROM passage GROUP BY file)"
    ).fetchone()
    rows = file.execute(
        "SELECT file.id, path, (SELECT max(stop) FROM passage WHERE passage.file = file.id), text "
        "FROM file JOIN passage AS first ON first.id = "
        "(SELECT id FROM passage WHERE passage.file = file.id ORDER BY start LIMIT 1) "
        "ORDER BY path LIMIT ?",
        (most,),
    ).fetchall()
    labels = file.execute(
        "SELECT label, count(DISTINCT file) FROM tag JOIN passage ON passage.id = tag.passage "
        "WHERE score >= ? GROUP BY label ORDER BY 2 DESC, 1",
        (HELD_FROM,),
    ).fetchall()
    found = [
        HeldRecording(path, stop, _labels(file, number), text) for number, path, stop, text in rows
    ]
    return Contents(count, seconds, tuple(found), tuple(labels))


def _labels(file: sqlite3.Connection, number: int) -> tuple[str, ...]:
    rows = file.execute(
        "SELECT label FROM tag JOIN passage ON passage.id = tag.passage "
        "WHERE file = ? AND score >= ? GROUP BY label ORDER BY count(*) DESC, max(score) DESC "
        "LIMIT ?",
        (number, HELD_FROM, MOST_LABELS),
    )
    return tuple(label for (label,) in rows)
