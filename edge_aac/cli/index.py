"""`edge-aac index FOLDER...`: describe recordings once, and find them again with search."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from edge_aac.archive.engine_choice import engine
from edge_aac.archive.found_recordings import Recording, recordings
from edge_aac.archive.indexing import Indexing
from edge_aac.cli.caption import add_work, ended_as_by_a_person
from edge_aac.cli.flags_from_settings import add_flags, file_name
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put
from edge_aac.cli.progress import progress
from edge_aac.errors import EdgeAacError
from edge_aac.library.sound_index import FileState, SoundIndex
from edge_aac.paths import is_folder
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.why import Why
from edge_aac.settings import Settings

MOST_MEGABYTES = 1 << 20


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "files", nargs="+", metavar="FOLDER", help="folders, recordings, or patterns in quotes"
    )
    add_index(parser)
    parser.add_argument(
        "--merge",
        action="store_true",
        help="the files are indexes: take over what they hold, and describe nothing",
    )
    parser.add_argument(
        "--megabytes",
        type=megabytes,
        default=4096,
        metavar="SIZE",
        help="most that the index takes on the disk [4096]",
    )
    add_work(parser)
    add_flags(parser, ("model", "runtime", "provider", "style", "channel", "language"))
    parser.set_defaults(run=run)


def add_index(parser: argparse.ArgumentParser) -> None:
    """Give a verb the flag that names the index."""
    parser.add_argument(
        "--index", type=file_name, metavar="FILE", help="the index [in the user's data folder]"
    )


def index_path(named: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the index lies."""
    if named is not None:
        return named
    home = Path(environ.get("XDG_DATA_HOME", ""))
    if not home.is_absolute():
        home = Path(environ.get("HOME") or "~") / ".local" / "share"
    return home / "edge-aac" / "index.sqlite"


def megabytes(text: str) -> int:
    """A size of a flag."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST_MEGABYTES:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to {MOST_MEGABYTES}")
    return int(text)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Index what is new; 1 if a recording could not be read."""
    if parsed.merge:
        return _merge(index_path(parsed.index), parsed.megabytes, parsed.files)
    run_all = engine(parsed.shared_by, parsed.scheduler, parsed.jobs)
    index = SoundIndex(index_path(parsed.index), parsed.megabytes)
    seen: dict[str, FileState] = {}
    faults: list[str] = []
    reasons = load_reasons(settings.salience.language)
    known = 0

    def fresh() -> Iterator[Recording]:
        nonlocal known
        for one in recordings(parsed.files):
            try:
                looked = FileState.of(one.name)
            except OSError:
                faults.append(Reason.of(Why.FILE_MISSING, path=one.name).worded(reasons))
                continue
            if index.knows(looked):
                known += 1
            else:
                seen[one.name] = looked
                yield one

    added = 0
    with contextlib.closing(index), ended_as_by_a_person():
        for outcome in progress(run_all(Indexing(settings), fresh())):
            looked = seen.pop(outcome.recording.name)
            index.put(looked, outcome.passages, outcome.fault)
            if outcome.fault is None:
                added += 1
            else:
                faults.append(outcome.fault)
        gone = sum(index.forget_missing(one) for one in parsed.files if is_folder(Path(one)))
        index.pack()
        files, passages = index.counts()
    put(
        f"Added: {added}. Known already: {known}. Gone: {gone}. Broken: {len(faults)}. "
        f"The index holds {files} recordings in {passages} passages."
    )
    for one in faults:
        fault(one)
    return 1 if faults else 0


def _merge(path: Path, megabytes: int, others: list[str]) -> int:
    """Make one index of several; 1 if one of them is none."""
    faults: list[str] = []
    added = 0
    with contextlib.closing(SoundIndex(path, megabytes)) as index, ended_as_by_a_person():
        for one in others:
            try:
                added += index.take(Path(one))
            except EdgeAacError as error:
                faults.append(str(error))
        index.pack()
        files, passages = index.counts()
    put(f"Taken over: {added}. The index holds {files} recordings in {passages} passages.")
    for sentence in faults:
        fault(sentence)
    return 1 if faults else 0
