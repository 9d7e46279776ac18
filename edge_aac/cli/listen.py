"""`edge-aac listen`: hear, print, speak."""

from __future__ import annotations

import argparse

from edge_aac.cli.flags import add_flags, settings_from
from edge_aac.report import as_json, as_line
from edge_aac.settings import SECTIONS
from edge_aac.types import Report

DEMONSTRATION = "This is a demonstration."


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_flags(parser, tuple(SECTIONS))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Listen until the input ends or the person stops it."""
    from edge_aac.audio.source import open_source
    from edge_aac.pipeline import build_pipeline
    from edge_aac.service.listener import Listener
    from edge_aac.speech.speaker import open_voice

    settings = settings_from(parsed).settings
    pipeline = build_pipeline(settings)
    listener = Listener(
        lambda: open_source(settings.audio),
        pipeline,
        open_voice(settings.speech),
        show_json if parsed.json else show_line,
        notice=DEMONSTRATION if settings.audio.input == "demo" else None,
    )
    listener.run()
    return 0


def show_json(report: Report) -> None:
    """One object a line."""
    print(as_json(report), flush=True)


def show_line(report: Report) -> None:
    """A plain line, where there is one."""
    line = as_line(report)
    if line is not None:
        print(line, flush=True)
