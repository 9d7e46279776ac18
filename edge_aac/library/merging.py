"""One index of several, as when each of many machines made its own.

In: an open index's file, and another's path. Out: how many recordings came over. A recording that
both know is kept as it was described last; calling it again changes nothing. Whole or not at all.
Never does: describing; changing the other index.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from edge_aac.errors import EdgeAacError

_NEWER = """
CREATE TEMP TABLE coming AS SELECT theirs.id AS id FROM shard.file AS theirs
  LEFT JOIN main.file AS ours ON ours.path = theirs.path
  WHERE ours.id IS NULL OR ours.mtime < theirs.mtime
  OR (ours.fault IS NOT NULL AND theirs.fault IS NULL AND ours.mtime = theirs.mtime);
"""
"""Recordings that the index lacks, has in an older state, or could not read."""


def merge(file: sqlite3.Connection, other: Path, application: int) -> int:
    """Take over what another index has and this one lacks.

    Parameters
    ----------
    file : Connection
        Of this index, outside a transaction.
    other : Path
    application : int
        Of SQLite's header: what tells an index from another program's file.

    Returns
    -------
    int
        Recordings that came over.

    Raises
    ------
    EdgeAacError
        The other cannot be read, or is no index.
    sqlite3.Error
        This one cannot be written.
    """
    try:
        file.execute("ATTACH DATABASE ? AS shard", (f"{other.absolute().as_uri()}?mode=ro",))
    except sqlite3.Error as error:
        raise _no_index(other, str(error)) from None
    try:
        _require_index(file, other, application)
        with file:
            file.execute("BEGIN")
            file.execute(_NEWER.strip().rstrip(";"))
            (count,) = file.execute("SELECT count(*) FROM coming").fetchone()
            file.execute(
                "DELETE FROM main.file WHERE path IN (SELECT path FROM shard.file "
                "WHERE id IN (SELECT id FROM coming))"
            )
            files, passages = _highest(file, "file"), _highest(file, "passage")
            file.execute(
                "INSERT INTO main.file (id, path, size, mtime, head, fault) SELECT id + ?, path, "
                "size, mtime, head, fault FROM shard.file WHERE id IN (SELECT id FROM coming)",
                (files,),
            )
            file.execute(
                "INSERT INTO main.passage (id, file, start, stop, text, embedding) SELECT id + ?, "
                "file + ?, start, stop, text, embedding FROM shard.passage "
                "WHERE file IN (SELECT id FROM coming)",
                (passages, files),
            )
            file.execute(
                "INSERT INTO main.tag (label, score, passage) SELECT label, score, passage + ? "
                "FROM shard.tag WHERE passage IN (SELECT id FROM shard.passage "
                "WHERE file IN (SELECT id FROM coming))",
                (passages,),
            )
            file.execute("DROP TABLE temp.coming")
    finally:
        file.execute("DETACH DATABASE shard")
    return int(count)


def _require_index(file: sqlite3.Connection, other: Path, application: int) -> None:
    try:
        (identity,) = file.execute("PRAGMA shard.application_id").fetchone()
    except sqlite3.Error as error:
        raise _no_index(other, str(error)) from None
    if identity != application:
        raise _no_index(other, "it is another program's file")


def _no_index(other: Path, why: str) -> EdgeAacError:
    return EdgeAacError(f"{other} cannot be merged ({why}). Name indexes of edge-aac index.")


def _highest(file: sqlite3.Connection, table: str) -> int:
    (number,) = file.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()
    return int(number)
