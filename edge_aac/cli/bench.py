"""`edge-aac bench`: what listening costs on this machine.

The listener listens to a sound that is made here, or to a file, at the sound's own pace, and says
nothing. Plain lines, or one JSON object.
"""

from __future__ import annotations

import argparse
import json

from edge_aac.answers.wording import load_wording
from edge_aac.cli.flags_from_settings import add_flags, file_name
from edge_aac.cli.language import with_settings
from edge_aac.cli.output import fault, put
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings

SETTINGS = (
    "realtime",
    "buffer_seconds",
    "model",
    "runtime",
    "provider",
    "style",
    "steps_per_hop",
    "profile",
    "language",
)
"""Settings that change what listening costs, or the words it is reported in."""
USUAL_SECONDS = 60
"""The sound that is made here, once."""
MOST_SECONDS = 3_600


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=USUAL_SECONDS,
        metavar="SECONDS",
        help=f"seconds of sound to listen to [{USUAL_SECONDS}]",
    )
    parser.add_argument(
        "--input",
        type=file_name,
        dest="file",
        metavar="FILE",
        help="sound file to listen to, over and over, in place of the sound that is made here",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_flags(parser, SETTINGS)
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Measure, and print what came of it."""
    from edge_aac.bench.bench_sound import made_sound, recorded_sound
    from edge_aac.bench.figure_lines import as_lines
    from edge_aac.bench.measure import Subject
    from edge_aac.bench.reference_boards import reference_lines, reference_objects

    wording = load_wording(settings.salience.language)
    catalogue = load_catalogue(settings.salience.language)
    provider = catalogue.listener_line("no_provider", {"name": settings.encoder.provider})
    # Before the sound is made, so that the start-up and its memory are those of a listener.
    subject = Subject(settings, lambda _: fault(provider))
    sound = made_sound() if parsed.file is None else recorded_sound(parsed.file)
    if not parsed.json:
        put(wording.bench("begins", seconds=parsed.seconds))
    figures = subject.measure(sound, parsed.seconds)
    if parsed.json:
        content = {**figures.as_object(), "references": reference_objects(figures)}
        put(json.dumps(content, separators=(",", ":")))
        return 0
    for line in [*as_lines(figures, wording), *reference_lines(figures, wording)]:
        put(line)
    return 0


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_SECONDS):
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to {MOST_SECONDS}")
    return int(text)
