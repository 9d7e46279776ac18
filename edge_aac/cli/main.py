"""The command `edge-aac`: verbs, exit codes, and faults as one plain sentence.

Exit codes: 0 done, 1 a fault, 2 wrong usage; both say in one sentence on standard
error what to do next. Each verb imports what it needs when it runs.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from importlib import import_module

from edge_aac import __version__, process
from edge_aac.cli.output import fault, flush, leave
from edge_aac.cli.streams import prepare, separate
from edge_aac.cli.usage import LONGEST_WORD, Parser, UsageError, nearest
from edge_aac.errors import EdgeAacError
from edge_aac.printable import visible

VERBS = {
    "listen": "listen and say what is heard",
    "ctl": "ask or command the listener that runs",
    "live": "show the listener that runs on a page for a browser on this machine",
    "caption": "describe recordings",
    "doctor": "check whether this machine can listen and speak",
    "test": "play a sound, and say whether it was heard",
    "index": "describe recordings once, for search",
    "search": "find recordings by words or by a sound",
    "digest": "sum up what happened, from the journal or a recording",
    "report": "write what happened as an HTML page",
    "teach": "teach a sound of your own, from recordings",
    "sounds": "list, test, export or import the sounds that you taught",
    "forget": "forget a sound that you taught",
    "bench": "measure what listening costs on this machine",
    "devices": "list microphones and earpieces",
    "earcons": "play the signals, and say what each means",
    "settings": "print the settings in force, and where each comes from",
}
MODULES = {"report": "report_verb"}
"""Verbs whose module has another name, since one of this name stands elsewhere."""
INTERRUPTED = 130
"""As every shell reports it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code."""
    process.prepare()
    arguments = list(sys.argv[1:] if argv is None else argv)
    prepare()
    if argv is None:  # the process is ours alone
        separate()
    try:
        try:
            return _run(arguments, own_process=argv is None)
        finally:
            flush()
    except UsageError as error:
        fault(str(error))
        return 2
    except EdgeAacError as error:
        fault(str(error))
        return error.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our lines has gone; leave without a word, as other programs do.
        return 0
    finally:
        leave()


def parser_of(described: Collection[str] = tuple(VERBS)) -> tuple[Parser, dict[str, Parser]]:
    """The command line, and the part of each verb.

    Parameters
    ----------
    described : collection of str
        Verbs whose flags are in it; to describe one imports what it needs.
    """
    parser = Parser(
        prog="edge-aac",
        description="Listens, and says the few things worth saying. Nothing leaves the device.",
    )
    parser.add_argument("--version", action="version", version=f"edge-aac {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    parsers = {
        name: verbs.add_parser(name, help=meaning, description=meaning.capitalize() + ".")
        for name, meaning in VERBS.items()
    }
    for name in described:
        import_module(f"edge_aac.cli.{MODULES.get(name, name)}").define(parsers[name])
    return parser, parsers


def _run(arguments: list[str], own_process: bool) -> int:
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    parser, parsers = parser_of([wanted] if wanted in VERBS else [])
    if wanted is not None and wanted not in parsers:
        hint = nearest(wanted, VERBS) or f"There are: {', '.join(VERBS)}."
        raise UsageError(f"There is no verb {visible(wanted, LONGEST_WORD)}. {hint}")
    parsed, unknown = parser.parse_known_args(arguments)
    if unknown:
        (parsers[wanted] if wanted else parser).refuse(unknown)
    if parsed.verb is None:
        parser.error(f"say what to do, one of {', '.join(VERBS)}")
    parsed.own_process = own_process
    code: int = parsed.run(parsed)
    return code
