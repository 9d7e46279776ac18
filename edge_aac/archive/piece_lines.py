"""A described piece of a recording as a line: the machine interface's object, or a plain one.

In: a piece and its caption. Out: one line. Never does: printing.
"""

from __future__ import annotations

import json
from typing import Any

from edge_aac.archive.recording import Piece
from edge_aac.pipeline import ClipCaption
from edge_aac.report import VERSION, clock


def as_json(file: str, piece: Piece, caption: ClipCaption, tags: int) -> str:
    """The machine interface's object."""
    start, end = piece.seconds
    row: dict[str, Any] = {
        "v": VERSION,
        "kind": "caption",
        "file": file,
        "start": round(start, 2),
        "end": round(end, 2),
        "text": caption.text,
    }
    if tags:
        row["tags"] = [{"label": n, "score": round(s, 4)} for n, s in caption.tags[:tags]]
    # Bytes of a name that are no text stay as Python reads them: the file is found again by them.
    return json.dumps(row, separators=(",", ":"))


def as_line(file: str, piece: Piece, caption: ClipCaption, tags: int) -> str:
    """A plain line."""
    start, end = piece.seconds
    place = "" if piece.whole else f", {clock(start)} to {clock(end)}"
    labels = ", ".join(f"{n.replace('_', ' ')} {s:.0%}" for n, s in caption.tags[:tags])
    return f"{file}{place}: {caption.text}" + (f" ({labels})" if labels else "")
