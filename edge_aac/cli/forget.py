"""`edge-aac forget NAME`: forget a sound that was taught."""

from __future__ import annotations

import argparse

from edge_aac.answers.wording import load_wording
from edge_aac.cli.flags_from_settings import add_flags, settings_from
from edge_aac.cli.language import FLAG, worded
from edge_aac.cli.output import put
from edge_aac.taught.sound_store import SoundStore


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("name", metavar="NAME", help="as `edge-aac sounds` lists it")
    add_flags(parser, ("sounds", FLAG))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Remove it."""
    from edge_aac.teaching import sounds_folder

    settings = settings_from(parsed).settings
    with worded(settings.salience.language):
        SoundStore(sounds_folder(settings)).forget(parsed.name)
        put(load_wording(settings.salience.language).line("forgotten", sound=parsed.name))
    return 0
