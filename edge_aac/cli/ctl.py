"""`edge-aac ctl VERB`: ask or tell the listener that runs.

The answer is one plain line; the exit code is 1 where the listener could not do it or
none runs, and 2 where the words are no command.
"""

from __future__ import annotations

import argparse
import os

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.output import fault, put
from edge_aac.cli.usage import UsageError
from edge_aac.errors import EdgeAacError
from edge_aac.service.command import MEANINGS, CommandError, parse_command
from edge_aac.service.control import ask
from edge_aac.service.inbox import Answer
from edge_aac.service.place import places, require_private


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    told = "\n".join(f"  {verb.value}: {meaning}" for verb, meaning in MEANINGS.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"commands:\n{told}"
    parser.add_argument("words", nargs="+", metavar="VERB", help="one of those below, as quiet 30m")
    add_flags(parser, ("control_socket",))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Ask, and print the answer; 1 if it could not be done."""
    line = " ".join(parsed.words)
    try:
        parse_command(line)
    except CommandError as error:
        raise UsageError(str(error)) from None
    answer = _asked(settings_from(parsed).settings.control.control_socket, line)
    if not answer.done:
        fault(answer.text)
        return 1
    put(answer.text)
    return 0


def _asked(setting: str, line: str) -> Answer:
    """The answer of the first listener that is found."""
    where = places(setting, os.environ)
    if not where:
        raise EdgeAacError(
            "The settings turn control off. Name the listener's socket with --control-socket."
        )
    for path in where:
        if not path.exists():
            continue
        require_private(path, setting)
        answer = ask(path, line)
        if answer is not None:
            return answer
    raise EdgeAacError("No edge-aac is listening here: start it with edge-aac listen.")
