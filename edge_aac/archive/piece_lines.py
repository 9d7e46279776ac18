"""A described piece of a recording as a line: the machine interface's object, or a plain one.

In: a piece and its caption. Out: one line. Never does: printing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from edge_aac.archive.recording import Piece
from edge_aac.pipeline import ClipCaption
from edge_aac.pipeline.word_times import TimedWord
from edge_aac.report import VERSION, clock


def as_json(file: str, piece: Piece, caption: ClipCaption, tags: int, words: bool = False) -> str:
    """The machine interface's object, with so many tags, and with words and their times or not."""
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
    if words:
        row["words"] = [_word(one, start) for one in caption.words]
    # Bytes of a name that are no text stay as Python reads them: the file is found again by them.
    return json.dumps(row, separators=(",", ":"))


def as_line(file: str, piece: Piece, caption: ClipCaption, tags: int, words: bool = False) -> str:
    """A plain line, with so many tags, and with the sounds that its words name or not."""
    start, end = piece.seconds
    place = "" if piece.whole else f", {clock(start)} to {clock(end)}"
    labels = ", ".join(f"{n.replace('_', ' ')} {s:.0%}" for n, s in caption.tags[:tags])
    times = ", ".join(_times(caption.words, start)) if words else ""
    return (
        f"{file}{place}: {caption.text}"
        + (f" ({labels})" if labels else "")
        + (f" [{times}]" if times else "")
    )


def _word(one: TimedWord, begins: float) -> dict[str, Any]:
    """A word of a piece that begins so late in its recording [s]; most name no sound."""
    row: dict[str, Any] = {"word": one.word}
    if one.label is not None:
        row["label"] = one.label
    if one.start is not None and one.end is not None:
        row["start"], row["end"] = round(begins + one.start, 2), round(begins + one.end, 2)
    return row


def _times(words: Sequence[TimedWord], begins: float) -> Iterator[str]:
    """Words that name a sound, those of one sound that follow each other together, and when."""
    for (_, start, end), several in groupby(words, lambda one: (one.label, one.start, one.end)):
        if start is not None and end is not None:
            said = " ".join(one.word for one in several)
            yield f"{said} {begins + start:.2f}-{begins + end:.2f} s"
