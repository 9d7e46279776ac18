"""`edge-aac settings`: the settings in force, one plain line each, with their origin.

With `--toml`, a settings file that gives the same.
"""

from __future__ import annotations

import argparse

from edge_aac.cli.flags import add_flags, settings_from, shown
from edge_aac.cli.output import put
from edge_aac.settings import as_toml, keys


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    parser.add_argument(
        "--toml", action="store_true", help="print a settings file that gives the same"
    )
    add_flags(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print every setting."""
    loaded = settings_from(parsed)
    if parsed.toml:
        for line in as_toml(loaded.settings).rstrip("\n").split("\n"):
            put(line)
        return 0
    for key in keys().values():
        value = getattr(getattr(loaded.settings, key.section), key.name)
        put(f"{key.section}.{key.name} = {shown(value)} ({loaded.origins[key.name]})")
    return 0
