"""The command `edge-aac`: verbs, exit codes, and faults as one plain sentence.

Exit codes: 0 done, 1 a fault (one sentence on standard error saying what to do
next), 2 wrong usage. Each verb imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edge_aac import __version__
from edge_aac.errors import EdgeAacError

VERBS = {
    "listen": "listen and say what is heard",
    "caption": "describe recordings",
    "devices": "list microphones and earpieces",
    "settings": "print the settings in force, and where each comes from",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except EdgeAacError as error:
        print(f"edge-aac: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # Whoever read our lines has gone; leave without a word, as other programs do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="edge-aac",
        description="Listens, and says the few things worth saying. Nothing leaves the device.",
    )
    parser.add_argument("--version", action="version", version=f"edge-aac {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    for name, told in VERBS.items():
        verb = verbs.add_parser(name, help=told, description=told.capitalize() + ".")
        if name == wanted:
            import_module(f"edge_aac.cli.{name}").define(verb)
    parsed = parser.parse_args(arguments)
    code: int = parsed.run(parsed)
    return code
