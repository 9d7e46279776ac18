"""`edge-aac caption FILE...`: describe recordings.

One object (or line) for a file of at most 30 s, one per 10 s segment of a longer
one. A file that cannot be read gets one sentence on standard error and the rest go on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.errors import EdgeAacError
from edge_aac.pipeline import Captioner, ClipCaption, build_captioner
from edge_aac.types import SAMPLE_RATE

WHOLE_SECONDS = 30
SEGMENT_SECONDS = 10
LEAST_TAIL_SECONDS = 1


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="wav, flac, ogg or mp3, any rate")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--tags", type=_count, default=0, metavar="N", help="also the N highest labels"
    )
    add_flags(parser, ("captions", "encoder"))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Describe every file; 1 if one could not be read."""
    captioner = build_captioner(settings_from(parsed).settings)
    code = 0
    for file in parsed.files:
        try:
            for start, end, caption in describe(captioner, file):
                if parsed.json:
                    row = as_object(file, start, end, caption, parsed.tags)
                    print(json.dumps(row, ensure_ascii=False), flush=True)
                else:
                    print(as_line(file, start, end, caption, parsed.tags), flush=True)
        except EdgeAacError as error:
            print(f"edge-aac: {error}", file=sys.stderr, flush=True)
            code = 1
    return code


def describe(captioner: Captioner, file: str) -> Iterator[tuple[float, float, ClipCaption]]:
    """Start, end and caption of a file's segments, with bounded memory."""
    from edge_aac.audio.file import read_clip

    samples = read_clip(Path(file))
    for start, end in segments(len(samples)):
        caption = captioner.caption(samples[start:end])
        yield start / SAMPLE_RATE, end / SAMPLE_RATE, caption


def segments(samples: int) -> list[tuple[int, int]]:
    """Where a recording is cut: whole up to 30 s, else 10 s pieces, no tail under 1 s."""
    if samples <= WHOLE_SECONDS * SAMPLE_RATE:
        return [(0, samples)]
    step = SEGMENT_SECONDS * SAMPLE_RATE
    starts = range(0, samples, step)
    cut = [(start, min(start + step, samples)) for start in starts]
    if cut[-1][1] - cut[-1][0] < LEAST_TAIL_SECONDS * SAMPLE_RATE:
        cut.pop()
    return cut


def as_object(
    file: str, start: float, end: float, caption: ClipCaption, tags: int
) -> dict[str, Any]:
    """The machine interface's object."""
    row: dict[str, Any] = {
        "v": 1,
        "kind": "caption",
        "file": file,
        "start": round(start, 2),
        "end": round(end, 2),
        "text": caption.text,
    }
    if tags:
        row["tags"] = [{"label": n, "score": round(s, 4)} for n, s in caption.tags[:tags]]
    return row


def as_line(file: str, start: float, end: float, caption: ClipCaption, tags: int) -> str:
    """A plain line."""
    place = f" {start:.0f} to {end:.0f} s" if end - start < WHOLE_SECONDS and start else ""
    told = ", ".join(f"{n.replace('_', ' ')} {s:.0%}" for n, s in caption.tags[:tags])
    return f"{file}{place}: {caption.text}" + (f" ({told})" if told else "")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number
