"""`edge-aac settings`: the settings in force, one plain line each, with their origin."""

from __future__ import annotations

import argparse

from edge_aac.cli.flags import add_flags, settings_from, shown
from edge_aac.settings import SECTIONS, keys


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    add_flags(parser, tuple(SECTIONS))
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print every setting."""
    loaded = settings_from(parsed)
    for key in keys().values():
        value = getattr(getattr(loaded.settings, key.section), key.name)
        print(f"{key.section}.{key.name} = {shown(value)} ({loaded.origins[key.name]})")
    return 0
