"""`edge-aac forget NAME`: forget a sound that was taught."""

from __future__ import annotations

import argparse

from edge_aac.answers.wording import load_wording
from edge_aac.cli.flags_from_settings import add_flags
from edge_aac.cli.language import FLAG, with_settings
from edge_aac.cli.output import put
from edge_aac.settings import Settings
from edge_aac.taught.sound_store import SoundStore


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument("name", metavar="NAME", help="as `edge-aac sounds` lists it")
    add_flags(parser, ("sounds", FLAG))
    parser.set_defaults(run=run)


@with_settings
def run(parsed: argparse.Namespace, settings: Settings) -> int:
    """Remove it."""
    from edge_aac.teaching import sounds_folder

    SoundStore(sounds_folder(settings)).forget(parsed.name)
    put(load_wording(settings.salience.language).line("forgotten", sound=parsed.name))
    return 0
