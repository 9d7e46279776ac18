"""`edge-aac listen`: hear, print, speak."""

from __future__ import annotations

import argparse
import signal

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.cli.output import fault, put
from edge_aac.report import as_json, as_line
from edge_aac.service.asking import Asking
from edge_aac.service.listener import Listener
from edge_aac.types import Report


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--explain", action="store_true", help="say why each thing was said, or was not"
    )
    add_flags(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Listen until the input ends or the person stops it."""
    from edge_aac.audio.opening import open_source
    from edge_aac.pipeline import build_pipeline
    from edge_aac.salience.ahead import urgent_texts
    from edge_aac.salience.catalogue import load_catalogue
    from edge_aac.speech.speaker import open_speaker
    from edge_aac.taxonomy import load_taxonomy

    settings = settings_from(parsed).settings
    pipeline = build_pipeline(settings, fault, explain=parsed.explain)
    texts = urgent_texts(load_catalogue(), load_taxonomy(), settings.captions.style)
    asking = Asking()
    asking.by_signal()
    if settings.audio.input != "-":
        asking.by_terminal()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service stops as a person does
    listener = Listener(
        lambda: open_source(settings.audio),
        pipeline,
        open_speaker(settings.speech, fault, texts),
        show_json if parsed.json else show_line,
        notice="demonstration" if settings.audio.input == "demo" else None,
        asked=asking.take,
    )
    try:
        listener.run()
    except KeyboardInterrupt:
        return 0
    return 0


def show_json(report: Report) -> None:
    """One object a line."""
    put(as_json(report))


def show_line(report: Report) -> None:
    """A plain line, where there is one."""
    line = as_line(report)
    if line is not None:
        put(line)
