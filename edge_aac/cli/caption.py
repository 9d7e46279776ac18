"""`edge-aac caption FILE...`: describe recordings.

One object (or line) for a file of at most 30 s, one per 10 s segment of a longer
one. A file that cannot be read, or not to its end, gets one sentence on standard error, after what
could be read of it is described, and the rest go on.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.output import fault, put
from edge_aac.cli.recording import FileError, Piece, pieces
from edge_aac.pipeline import ClipCaption
from edge_aac.report import VERSION, clock
from edge_aac.types import FloatArray

_ENDS = (signal.SIGTERM, signal.SIGHUP)


class Describer(Protocol):
    """What puts a clip into words."""

    def caption(self, samples: FloatArray) -> ClipCaption:
        """Sentence and scores of a clip."""


class Show(Protocol):
    """What makes a line of a described piece."""

    def __call__(self, file: str, piece: Piece, caption: ClipCaption) -> str:
        """The line."""


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="wav, flac, ogg or mp3, any rate; with ffmpeg also m4a, aac, mp4, mkv, webm or avi",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--tags",
        type=_count,
        default=0,
        metavar="COUNT",
        help="also so many labels, the highest first",
    )
    add_flags(parser, ("model", "runtime", "provider", "style", "scene_threshold", "channel"))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Describe every file; 1 if one could not be read."""
    from edge_aac.build import build_captioner

    show = partial(as_json if parsed.json else as_line, tags=parsed.tags)
    settings = settings_from(parsed).settings
    describer = build_captioner(settings, fault)
    with _ended_as_by_a_person():
        return describe(describer, parsed.files, show, settings.audio.channel)


def describe(
    describer: Describer, files: Sequence[str], show: Show, channel: int | None = None
) -> int:
    """Describe every file, in order; 1 if one could not be read."""
    code = 0
    for file in files:
        try:
            if not file:
                raise FileError("A name among the files is empty: name a sound file there.")
            with closing(pieces(Path(file), channel)) as found:
                for piece in found:
                    put(show(file, piece, describer.caption(piece.samples)))
        except FileError as error:
            fault(str(error))
            code = 1
    return code


@contextlib.contextmanager
def _ended_as_by_a_person() -> Iterator[None]:
    """Within this, a signal to end lets go of the file, and of the program that reads it."""
    # Whoever had one ignored wants to go on.
    ours = [one for one in _ENDS if signal.getsignal(one) is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


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
    scores = ", ".join(f"{n.replace('_', ' ')} {s:.0%}" for n, s in caption.tags[:tags])
    return f"{file}{place}: {caption.text}" + (f" ({scores})" if scores else "")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("give a whole number, 0 or more")
    return int(text)
