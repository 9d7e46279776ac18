"""`edge-aac ctl VERB`: send a command to the listener that runs.

The answer is one plain line on standard output. Which listener gave it, and whether it was
another than the first in question, stands on standard error. The exit code is 1 where the
listener could not do it or none runs, and 2 where the words are no command.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.cli.flags_from_settings import add_flags, settings_from
from edge_aac.cli.language import FLAG, language_of, worded
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.control.command import MEANINGS, CommandError, parse_command
from edge_aac.control.request_queue import Answer
from edge_aac.control.socket_client import ask_first
from edge_aac.control.socket_path import socket_paths
from edge_aac.printable import encodable
from edge_aac.report import VERSION
from edge_aac.settings import Settings


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    listed = "\n".join(f"  {verb.value}: {meaning}" for verb, meaning in MEANINGS.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"commands:\n{listed}"
    parser.add_argument("words", nargs="+", metavar="VERB", help="one of those below, as quiet 30m")
    parser.add_argument(
        "--json", action="store_true", help="the answer as one JSON object, with figures for status"
    )
    add_flags(parser, ("control_socket", FLAG))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Ask, and print the answer; 1 if it could not be done."""
    line = " ".join(parsed.words)
    try:
        parse_command(line)
    except CommandError as error:
        wording = load_wording(language_of(parsed))
        raise UsageError(wording.refusal(error)) from None
    settings = settings_from(parsed).settings
    with worded(settings.salience.language):
        return _ask(settings, line, parsed.json)


def _ask(settings: Settings, line: str, as_json: bool) -> int:
    wording = load_wording(settings.salience.language)
    path, answer = _asked(settings.control.control_socket, line, wording)
    if as_json:
        put(_object(line, answer))
    elif answer.done:
        put(answer.text)
    else:
        fault(answer.text)
    fault(_by(path, answer, wording))
    return 0 if answer.done else 1


def _object(line: str, answer: Answer) -> str:
    """The answer for a program; what is no JSON object, as of an older listener, is left out."""
    fields = {
        "v": VERSION,
        "kind": "answer",
        "verb": parse_command(line).verb.value,
        "done": answer.done,
        "text": encodable(answer.text),
        "pid": answer.pid,
    }
    try:
        figures = json.loads(answer.figures)
    except (ValueError, RecursionError):
        figures = None
    return json.dumps(fields | ({"figures": figures} if isinstance(figures, dict) else {}))


def _asked(setting: str, line: str, wording: Wording) -> tuple[Path, Answer]:
    """The answer of the first listener that is found, and where; a later one is named."""
    where = socket_paths(setting, os.environ)
    path, answer = ask_first(where, setting, line, wording)
    if path != where[0]:
        fault(wording.answer("asked_instead", first=where[0], path=path))
    return path, answer


def _by(path: Path, answer: Answer, wording: Wording) -> str:
    """Which listener gave an answer, as exactly as it is known."""
    if answer.listener:
        return answer.listener
    if answer.pid is not None:
        return wording.answer("answered_by_pid", pid=answer.pid)
    return wording.answer("answered_at", path=path)
