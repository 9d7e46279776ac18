"""A csv table, row by row, with the faults that such files have.

In: a path and the columns that must be there. Out: line numbers and rows. Never does:
guessing: a caption that has swallowed the rows after it is a fault, not a caption.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.captioned.fault import DatasetFault

Row = dict[str, str]


def decoded(path: Path) -> str:
    """A file's text: UTF-8 (with or without a mark at its start), else Latin-1.

    Clotho's metadata is Latin-1; opened as UTF-8 it fails, and a copy that somebody saved
    as UTF-8 and is opened as Latin-1 has other file names. So what is UTF-8 is read as such.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DatasetFault(
            f"{path} does not exist: give the folder that holds it, or download it."
        ) from None
    except OSError as error:
        raise DatasetFault(
            f"{path} cannot be read ({error.strerror}): allow it with chmod."
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def rows(path: Path, columns: Sequence[str], *, strict: bool = True) -> Iterator[tuple[int, Row]]:
    """Line number and row, for every row.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Must stand in the header; others may.
    strict : bool
        Refuse rows with more or fewer fields than the header. Without it a missing field is
        empty, and what is too much is left out.

    Raises
    ------
    DatasetFault
        The file is missing or not such a table.
    """
    # The csv module sees the line ends itself, as it asks for.
    reader = csv.reader(io.StringIO(decoded(path), newline=""))
    try:
        header = next(reader, [])
        if not set(columns) <= set(header):
            absent = ", ".join(c for c in columns if c not in header)
            raise DatasetFault(
                f"{path}, line 1: the columns {absent} are missing: download the file again."
            )
        for fields in reader:
            if not fields:
                continue
            if strict and (len(fields) != len(header) or any("\n" in f for f in fields)):
                raise DatasetFault(
                    f"{path}, line {reader.line_num}: {len(fields)} fields where "
                    f"{len(header)} belong, or a quote that does not end: "
                    "correct the row, or download the file again."
                )
            values = fields + [""] * (len(header) - len(fields))
            yield reader.line_num, dict(zip(header, values, strict=False))
    except csv.Error as error:
        raise DatasetFault(
            f"{path}, line {reader.line_num}: it is not a csv row ({error}): "
            "correct the row, or download the file again."
        ) from None
