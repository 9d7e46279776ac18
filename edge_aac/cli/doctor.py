"""`edge-aac doctor`: whether this machine can listen and speak, and what to do where it cannot.

One plain sentence a check, or one JSON object a line. Exit code 0 where nothing is wrong, 1 where
something is, 2 for wrong usage. Nothing is changed, and no sound is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial

from edge_aac.cli.flags_from_settings import add_flags, settings_from
from edge_aac.cli.language import language_of, worded
from edge_aac.cli.output import put
from edge_aac.cli.usage import UsageError
from edge_aac.doctor.finding import Check, Finding, fault, fine
from edge_aac.doctor.finding_words import FindingWords, load_finding_words, wrong
from edge_aac.errors import EdgeAacError
from edge_aac.report import VERSION
from edge_aac.settings import Settings
from edge_aac.settings.speech_language import speech_of

SETTINGS = (
    "input",
    "channel",
    "model",
    "runtime",
    "provider",
    "language",
    "speech",
    "engine",
    "output_device",
    "voice",
    "rate",
    "volume",
)
_YES = ("y", "yes", "j", "ja")


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "--speak",
        action="store_true",
        help="try the voice aloud, ask whether it was heard, and read out what is wrong",
    )
    parser.add_argument(
        "--yes", action="store_true", help="with --speak: do not ask whether the voice was heard"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Look at everything, and say what was found."""
    language = language_of(parsed)
    wording = load_finding_words(language)
    settings, first = _settings(parsed)
    found: list[Finding] = []
    with worded(language):
        for finding in _examined(parsed, settings, first, wording):
            found.append(finding)
            row = wording.as_object(finding) if parsed.json else None
            put(wording.line(finding) if row is None else _compact(row))
    bad = wrong(found)
    if parsed.json:
        faults = sum(one.grade.value == "fault" for one in found)
        put(_compact({"v": VERSION, "kind": "doctor", "faults": faults, "warnings": bad - faults}))
    else:
        put(wording.summary(bad))
    return 1 if bad else 0


def _settings(parsed: argparse.Namespace) -> tuple[Settings, Finding]:
    """The settings, or the usual ones and what is wrong with the person's."""
    try:
        return settings_from(parsed).settings, fine(Check.SETTINGS, "settings")
    except UsageError:
        raise
    except EdgeAacError as error:
        return Settings(), fault(Check.SETTINGS, "reason", reason=error.reason or str(error))


def _examined(
    parsed: argparse.Namespace, settings: Settings, first: Finding, wording: FindingWords
) -> Iterator[Finding]:
    """Every finding, as it is made; then the bad ones are read out where that was asked for."""
    from edge_aac.doctor.examination import examine
    from edge_aac.doctor.voice import Mouth
    from edge_aac.salience.catalogue import load_catalogue

    catalogue = load_catalogue(settings.salience.language)
    with Mouth(
        speech_of(settings), lambda one: catalogue.listener_line(one.fault.value, one.values)
    ) as mouth:
        yield first
        tell = partial(_tell, parsed, mouth if parsed.speak else None)
        sentence = wording.talk("try_voice") if parsed.speak else None
        bad = [first] if wrong([first]) else []
        for finding in examine(
            settings,
            voice=lambda: mouth.check(sentence, _asker(parsed, wording)),
            before_recording=lambda seconds: tell(wording.talk("speak_now", seconds=seconds)),
        ):
            yield finding
            bad += [finding] if wrong([finding]) else []
        if parsed.speak:
            for text in (*map(wording.sentence, bad), wording.summary(len(bad))):
                mouth.say(text)


def _tell(parsed: argparse.Namespace, mouth: object, text: str) -> None:
    from edge_aac.doctor.voice import Mouth

    if not parsed.json:
        put(text)
    if isinstance(mouth, Mouth):
        mouth.say(text)


def _asker(parsed: argparse.Namespace, wording: FindingWords) -> Callable[[], bool | None]:
    """Asks the person, where somebody sits at a keyboard and wants to be asked."""

    def ask() -> bool | None:
        if parsed.yes or sys.stdin is None or not sys.stdin.isatty():
            return None
        put(wording.talk("ask_heard"))
        return sys.stdin.readline().strip().lower() in _YES

    return ask


def _compact(row: dict[str, object]) -> str:
    return json.dumps(row, separators=(",", ":"))
