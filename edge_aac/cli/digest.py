"""`edge-aac digest`: what happened, summed up in at most sixty words, hazards first."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.journal.digest_text import DigestWords, counts, digest, heard_part, load_digest
from edge_aac.journal.entries import Happened, Listened
from edge_aac.journal.store import read
from edge_aac.printable import encodable
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.report import VERSION, clock
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings

_UNITS = {"m": 60.0, "h": 3600.0, "d": 86_400.0}
LONGEST_SECONDS = 366 * 86_400.0
USUAL = "8h"


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    add_origin(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_flags(parser, ("journal", "language", "model", "runtime", "provider", "channel"))
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Print the summary; 1 if a recording could not be read to its end."""
    since = journal_seconds(parsed)
    if since is None:
        return _of_recording(settings, parsed.file, parsed.json)
    return _of_journal(settings, since, parsed.json)


def add_origin(parser: argparse.ArgumentParser) -> None:
    """Give a verb the flags that say what it is about: the journal's last hours, or a recording."""
    parser.add_argument(
        "--since",
        type=duration,
        default=None,
        metavar="TIME",
        help=f"so far back, as 30m, 8h or 2d [{USUAL}]",
    )
    parser.add_argument("--file", metavar="FILE", help="a recording, in place of the journal")


def journal_seconds(parsed: argparse.Namespace) -> float | None:
    """How far back in the journal [s]; None where a recording was named.

    Raises
    ------
    UsageError
        Both were.
    """
    since: float | None = parsed.since
    if parsed.file is None:
        return duration(USUAL) if since is None else since
    if since is not None:
        raise UsageError("--since is for the journal, --file for a recording. Leave one out.")
    return None


def duration(text: str) -> float:
    """A length of time as a flag says it [s]."""
    number, unit = text[:-1], text[-1:]
    seconds = int(number) * _UNITS.get(unit, 0.0) if number.isdecimal() and number.isascii() else 0
    if not 0.0 < seconds <= LONGEST_SECONDS:
        raise argparse.ArgumentTypeError("give a time as 30m, 8h or 2d, of a year at most")
    return seconds


def time_of_day(seconds: float) -> str:
    """A moment as a clock on the wall shows it."""
    return time.strftime("%H:%M", time.localtime(seconds)).removeprefix("0")


def digest_words(language: str, at: Callable[[float], str]) -> DigestWords:
    """The words of a language, with a way to say a moment."""
    wording: Wording = load_wording(language)
    noun = load_catalogue(language).noun
    return DigestWords(
        load_digest(language), noun, wording.length, wording.times, wording.number, at
    )


def sounds_of_journal(
    settings: Settings, seconds: float
) -> tuple[list[Happened], float, float, float]:
    """What the journal holds of the last so many seconds.

    Returns
    -------
    tuple of list of Happened, float, float, float
        Sounds; since when and until when [s since 1970]; for which part of it a listener heard.

    Raises
    ------
    EdgeAacError
        None is named, or it cannot be read.
    """
    path = settings.journal.journal
    if path is None:
        raise EdgeAacError(
            "No journal is named. Listen with --journal FILE, and name the same file here."
        )
    until = time.time()
    since = until - seconds
    # What was made of a recording may be dated later than now.
    entries = read(path, since, float("inf"))
    sounds = [one for one in entries if isinstance(one, Happened)]
    stretches = [(one.start, one.end) for one in entries if isinstance(one, Listened)]
    until = max([until, *(end for _, end in stretches)])
    return sounds, since, until, heard_part(stretches, since, until)


def sounds_of_recording(
    settings: Settings, name: str, faults: list[EdgeAacError]
) -> tuple[list[Happened], float]:
    """What a recording holds, and how long it could be read [s]; what is wrong with it is added."""
    from edge_aac.archive.describing import Describing, Format

    found, seconds = Describing(settings, Format.CSV, cautious=True).sounds(name, faults)
    sounds = [Happened(one.label, one.group, one.priority, one.start, one.end) for one in found]
    return sounds, seconds


def _of_journal(settings: Settings, seconds: float, as_json: bool) -> int:
    sounds, since, until, part = sounds_of_journal(settings, seconds)
    words = digest_words(settings.salience.language, time_of_day)
    _print(digest(sounds, words, since, part, seconds), sounds, since, until, part, as_json)
    return 0


def _of_recording(settings: Settings, name: str, as_json: bool) -> int:
    faults: list[EdgeAacError] = []
    sounds, seconds = sounds_of_recording(settings, name, faults)
    if seconds > 0.0:
        words = digest_words(settings.salience.language, clock)
        _print(digest(sounds, words, None), sounds, 0.0, seconds, 1.0, as_json)
    for error in faults:
        fault(error.worded(load_reasons(settings.salience.language)))
    return 1 if faults or seconds == 0.0 else 0


def _print(
    text: str, sounds: list[Happened], since: float, until: float, part: float, as_json: bool
) -> None:
    if not as_json:
        put(text)
        return
    row = {
        "v": VERSION,
        "kind": "digest",
        "start": round(since, 2),
        "end": round(until, 2),
        "listened": round(part, 3),
        "counts": counts(sounds),
        "text": encodable(text),
    }
    put(json.dumps(row, separators=(",", ":")))
