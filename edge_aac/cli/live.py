"""`edge-aac live`: a page on this machine about the listener that runs, for eyes and for braille.

It asks the listener through its socket, as `edge-aac ctl` does, and serves browsers at 127.0.0.1
alone. The listener itself opens no network, and does not know of it.
"""

from __future__ import annotations

import argparse
import contextlib
import os

from edge_aac.answers.wording import load_wording
from edge_aac.cli.caption import ended_as_by_a_person
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, with_settings
from edge_aac.cli.output import put
from edge_aac.control.request_queue import Answer
from edge_aac.control.socket_client import ask_first
from edge_aac.control.socket_path import socket_paths
from edge_aac.settings import Settings
from edge_aac.types import Verb

LARGEST_PORT = 65_535


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "--port", type=port, default=0, metavar="NUMBER", help="of the page [one that is free]"
    )
    add_flags(parser, ("control_socket", FLAG))
    parser.set_defaults(run=run)


def port(text: str) -> int:
    """A port of a flag."""
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) > LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"give a whole number from 0 to {LARGEST_PORT}")
    return int(text)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Serve the page until a person ends it."""
    with ended_as_by_a_person():
        return _serve(settings, parsed.port)


def _serve(settings: Settings, number: int) -> int:
    from edge_aac.live.live_server import LiveServer
    from edge_aac.live.live_words import load_live_words
    from edge_aac.live.watcher import Watcher

    language, setting = settings.salience.language, settings.control.control_socket
    wording, where = load_wording(language), socket_paths(setting, os.environ)

    def asked(line: str) -> Answer:
        return ask_first(where, setting, line, wording)[1]

    words = load_live_words(language)
    with contextlib.closing(Watcher(lambda: asked(Verb.HEARD.value), words)) as watcher:
        server = LiveServer(number, watcher, words, lambda line: asked(line).text)
        with server, contextlib.suppress(KeyboardInterrupt):
            put(words["address"].format(address=server.address))
            server.serve_forever()
    return 0
