"""`edge-aac caption PATH...`: describe recordings.

One object (or line) for a file of at most 30 s, one per 10 s segment of a longer
one; or subtitles, a table of sounds, labels, chapters. A file that cannot be read, or not to its
end, gets one sentence on standard error, after what could be read of it is described, and the rest
go on; where files are written into a folder, these sentences come at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import signal
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Protocol

from edge_aac.archive.describing import Describing, Format
from edge_aac.archive.engine_choice import ENGINES, engine
from edge_aac.archive.found_recordings import Recording, recordings
from edge_aac.archive.parquet import require_parquet
from edge_aac.archive.piece_lines import as_json, as_line
from edge_aac.archive.recording import FileError, Piece, pieces
from edge_aac.archive.writing import OutputFolder
from edge_aac.cli.flags_from_settings import add_flags, file_name
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put, put_text
from edge_aac.cli.progress import progress
from edge_aac.cli.usage import UsageError
from edge_aac.pipeline import ClipCaption
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.settings import Settings
from edge_aac.subtitles.formats import table_head
from edge_aac.types import FloatArray

_ENDS = (signal.SIGTERM, signal.SIGHUP)
MOST_JOBS = 256


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
        help="wav, flac, ogg or mp3, any rate; with ffmpeg also m4a, aac, mp4, mkv, webm or avi; "
        "or a folder, a pattern in quotes, or - for raw 16 kHz s16le on standard input",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--tags",
        type=count,
        default=0,
        metavar="COUNT",
        help="also so many labels, the highest first; for lines and JSON",
    )
    parser.add_argument(
        "--words",
        action="store_true",
        help="also when each sound that a word names was heard; for lines and JSON",
    )
    parser.add_argument(
        "--format",
        choices=[one.value for one in Format],
        metavar="FORMAT",
        help=f"one of {', '.join(one.value for one in Format)} [text]",
    )
    parser.add_argument(
        "--out",
        type=file_name,
        metavar="FOLDER",
        help="write a file for each recording there; what is there already is not made again",
    )
    add_work(parser)
    add_flags(
        parser,
        ("model", "runtime", "provider", "style", "scene_threshold", "channel", "language"),
    )
    parser.set_defaults(run=run)


def add_work(parser: argparse.ArgumentParser) -> None:
    """Give a verb the flags of those that work on many recordings."""
    parser.add_argument(
        "--jobs", type=jobs, default=1, metavar="COUNT", help="so many recordings at once [1]"
    )
    parser.add_argument(
        "--engine",
        dest="shared_by",
        choices=ENGINES,
        default="local",
        help="what the work is shared by [local]",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of the dask cluster, as tcp://10.0.0.1:8786"
    )


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Describe every file; 1 if one could not be read."""
    form = _format(parsed)
    if parsed.words and not form.by_piece:
        raise UsageError(f"--words is for lines and JSON, not for {form.value}. Leave it out.")
    alone = parsed.jobs == 1 and parsed.shared_by == "local"
    with ended_as_by_a_person():
        if form.by_piece and parsed.out is None and alone:
            return _as_it_comes(parsed, settings, form)
        if form.binary:
            require_parquet()
            if parsed.out is None:
                raise UsageError(f"{form.value} is no text. Name a folder with --out.")
        work = Describing(settings, form, parsed.tags, parsed.words)
        if parsed.out is None:
            return _to_output(parsed, work)
        return _to_folder(parsed, work, OutputFolder(parsed.out, form.ending))


def _format(parsed: argparse.Namespace) -> Format:
    if parsed.json and parsed.format not in (None, "json"):
        raise UsageError("--json and --format contradict each other. Leave one of them out.")
    return Format("json" if parsed.json else parsed.format or "text")


def _as_it_comes(parsed: argparse.Namespace, settings: Settings, form: Format) -> int:
    """Print each piece as soon as it is described."""
    from edge_aac.build import build_captioner

    line = as_json if form is Format.JSON else as_line
    show = partial(line, tags=parsed.tags, words=parsed.words)
    describer = build_captioner(settings, fault, timed=parsed.words)
    names = (one.name for one in recordings(parsed.files))
    return describe(describer, names, show, settings)


def _to_output(parsed: argparse.Namespace, work: Describing) -> int:
    """Print each recording's text, in order."""
    found = recordings(parsed.files)
    first = list(itertools.islice(found, 2))
    if len(first) > 1 and not work.format.adds_up:
        raise UsageError(
            f"Several recordings cannot share one {work.format.value} file. "
            "Name a folder with --out."
        )
    broken = 0
    if work.format is Format.CSV:
        put_text(table_head())
    run_all = engine(parsed.shared_by, parsed.scheduler, parsed.jobs)
    for outcome in run_all(work, itertools.chain(first, found)):
        if work.format.by_piece:
            for line in outcome.text.split("\n")[:-1]:
                put(line)
        else:
            put_text(outcome.text)
        if outcome.fault is not None:
            fault(outcome.fault)
            broken += 1
    return 1 if broken else 0


def _to_folder(parsed: argparse.Namespace, work: Describing, folder: OutputFolder) -> int:
    """Write a file for each recording; at the end, which ones could not be read."""
    kept = 0
    faults: list[str] = []

    def wanted() -> Iterator[Recording]:
        nonlocal kept
        for one in recordings(parsed.files):
            if not folder.claims(one):
                faults.append(
                    f"{one.name} was left out, since another recording is written to "
                    f"{folder.place(one)}. Rename one of them."
                )
            elif folder.has(one):
                kept += 1
            else:
                yield one

    made = 0
    run_all = engine(parsed.shared_by, parsed.scheduler, parsed.jobs)
    head = table_head() if work.format is Format.CSV else ""
    for outcome in progress(run_all(work, wanted())):
        content = outcome.data or head + outcome.text
        if outcome.text or outcome.data or outcome.fault is None:
            folder.write(outcome, content)
            made += 1
        if outcome.fault is not None:
            faults.append(outcome.fault)
    put(f"Written: {made}. There already: {kept}. Broken: {len(faults)}.")
    for one in faults:
        fault(one)
    return 1 if faults else 0


def describe(describer: Describer, files: Iterable[str], show: Show, settings: Settings) -> int:
    """Describe every file, in order; 1 if one could not be read."""
    channel, reasons = settings.audio.channel, load_reasons(settings.salience.language)
    code = 0
    for file in files:
        try:
            with contextlib.closing(pieces(file, channel)) as found:
                for piece in found:
                    put(show(file, piece, describer.caption(piece.samples)))
        except FileError as error:
            fault(error.worded(reasons))
            code = 1
    return code


@contextlib.contextmanager
def ended_as_by_a_person() -> Iterator[None]:
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


def count(text: str) -> int:
    """A whole number of a flag."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("give a whole number, 0 or more")
    return int(text)


def jobs(text: str) -> int:
    """How many recordings at once."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to {MOST_JOBS}")
    return int(text)
