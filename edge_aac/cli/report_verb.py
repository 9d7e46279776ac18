"""`edge-aac report`: what the journal, a recording or an index holds, as an HTML page."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from importlib.resources import files
from pathlib import Path

from edge_aac.answers.wording import load_wording
from edge_aac.cli.digest import (
    add_origin,
    digest_words,
    journal_seconds,
    sounds_of_journal,
    sounds_of_recording,
    time_of_day,
)
from edge_aac.cli.flags_from_settings import add_flags, file_name
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.journal.digest_text import digest
from edge_aac.library.sound_index import SoundIndex
from edge_aac.page.document import MOST_ROWS, PageWords
from edge_aac.page.happenings_page import page
from edge_aac.page.recordings_page import recordings_page
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.report import clock
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("page", type=file_name, metavar="PAGE", help="the HTML file to write")
    add_origin(parser)
    parser.add_argument(
        "--index", type=file_name, metavar="FILE", help="an index, in place of the journal"
    )
    add_flags(parser, ("journal", "language", "model", "runtime", "provider", "channel"))
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Write the page; 1 if a recording could not be read to its end."""
    if parsed.index is not None and (parsed.since or parsed.file):
        raise UsageError("--index is about all that it holds. Leave --since and --file out.")
    since = journal_seconds(parsed)
    if parsed.index is not None:
        return _of_index(settings, parsed.index, parsed.page)
    if since is None:
        return _of_recording(settings, parsed.file, parsed.page)
    return _of_journal(settings, since, parsed.page)


def page_words(language: str, in_recording: bool) -> PageWords:
    """The words of a language."""
    name = f"page.{language}.toml"
    text = files("edge_aac.page").joinpath(name).read_text(encoding="utf-8")
    noun, length = load_catalogue(language).noun, load_wording(language).length
    return PageWords(
        tomllib.loads(text), language, noun, length, clock if in_recording else _day_and_time
    )


def _of_journal(settings: Settings, seconds: float, path: Path) -> int:
    sounds, since, until, part = sounds_of_journal(settings, seconds)
    language = settings.salience.language
    words = page_words(language, in_recording=False)
    summary = digest(sounds, digest_words(language, time_of_day), since, part, seconds)
    _write(path, page(sounds, words, words["journal"], summary, since, until))
    return 0


def _of_recording(settings: Settings, name: str, path: Path) -> int:
    faults: list[EdgeAacError] = []
    sounds, seconds = sounds_of_recording(settings, name, faults)
    if seconds > 0.0:
        language = settings.salience.language
        words = page_words(language, in_recording=True)
        title = f"{words['recording']}: {name}"
        summary = digest(sounds, digest_words(language, clock), None)
        _write(path, page(sounds, words, title, summary, 0.0, seconds))
    for error in faults:
        fault(error.worded(load_reasons(settings.salience.language)))
    return 1 if faults or seconds == 0.0 else 0


def _of_index(settings: Settings, index: Path, path: Path) -> int:
    with contextlib.closing(SoundIndex(index, make=False)) as opened:
        held = opened.contents(MOST_ROWS)
    words = page_words(settings.salience.language, in_recording=True)
    _write(path, recordings_page(held, words, words["index"]))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "no file can have this name").lower()
        raise EdgeAacError(f"{path} cannot be written ({why}). Name another file.") from None
    put(f"Written: {path}")


def _day_and_time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
