"""`edge-aac settings`: the settings in force, one plain line each, with their origin.

With `--toml`, a settings file that gives the same; with `--json`, an object a line.
"""

from __future__ import annotations

import argparse
import json

from edge_aac.cli.flags_from_settings import add_flags, settings_from, shown
from edge_aac.cli.output import put
from edge_aac.report import VERSION
from edge_aac.settings import as_toml, keys


def define(parser: argparse.ArgumentParser) -> None:
    """Describe the verb."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--toml", action="store_true", help="print a settings file that gives the same"
    )
    form.add_argument(
        "--json", action="store_true", help="print a JSON object a line, one for each setting"
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
    plain = loaded.settings.model_dump(mode="json")
    for key in keys().values():
        origin = loaded.origins[key.name]
        if parsed.json:
            row = {"v": VERSION, "kind": "setting", "section": key.section, "name": key.name}
            row |= {"value": plain[key.section][key.name], "origin": origin}
            put(json.dumps(row, separators=(",", ":")))
            continue
        value = getattr(getattr(loaded.settings, key.section), key.name)
        put(f"{key.section}.{key.name} = {shown(value)} ({origin})")
    return 0
