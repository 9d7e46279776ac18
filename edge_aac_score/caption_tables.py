"""Tables of captions: predictions with one caption a file, references with several.

In: CSV files whose first column names the file and whose others hold captions, as Clotho has them
(`file_name,caption_1,...,caption_5`). A file may also have several rows, as AudioCaps has them.
Out: captions by file. Never does: scoring.
"""

from __future__ import annotations

import csv
from pathlib import Path

from edge_aac.errors import EdgeAacError


def read_references(path: Path) -> dict[str, tuple[str, ...]]:
    """All captions of each file; empty cells are left out.

    Raises
    ------
    EdgeAacError
        The table cannot be read, has one column, or a file in it has no caption.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            head, *rows = csv.reader(file, strict=True)
    except OSError as fault:
        raise EdgeAacError(f"{path} cannot be read: {fault.strerror}.") from fault
    except (UnicodeError, csv.Error) as fault:
        raise EdgeAacError(f"{path} is no table of captions: {fault}.") from fault
    except ValueError:
        raise EdgeAacError(f"{path} is no table of captions: it is empty.") from None
    if len(head) < 2:
        raise EdgeAacError(
            f"{path} is no table of captions: its first line names one column, not a file and "
            "its captions."
        )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row:
            said = tuple(text.strip() for text in row[1:] if text.strip())
            found[row[0]] = found.get(row[0], ()) + said
    bare = next((name for name, said in found.items() if not said), None)
    if bare is not None or not found:
        raise EdgeAacError(f"{path}: {bare or 'it'} has no caption.")
    return found


def read_predictions(path: Path) -> dict[str, str]:
    """The caption of each file.

    Raises
    ------
    EdgeAacError
        The table cannot be read, or a file in it has several captions.
    """
    found = read_references(path)
    several = next((name for name, said in found.items() if len(said) > 1), None)
    if several is not None:
        raise EdgeAacError(f"{path}: {several} has several captions; predictions have one.")
    return {name: said[0] for name, said in found.items()}
