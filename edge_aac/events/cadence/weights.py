"""The fitted weights of what is measured of a group.

In: `weights.toml`, shipped beside this file, written by `models.fit_cadence`. Out: frozen
`Weights` per standard and sounder. Never does: fitting.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files

from edge_aac.events.cadence.fit import Measures, Weights
from edge_aac.events.cadence.patterns import Pattern, Sounder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def load_weights() -> Mapping[Pattern, Mapping[Sounder, Weights]]:
    """Read the shipped weights."""
    folder = files("edge_aac.events.cadence")
    table = tomllib.loads(folder.joinpath("weights.toml").read_text(encoding="utf-8"))
    names = [field.name for field in fields(Measures)]
    return {
        Pattern(pattern): {
            Sounder(sounder): Weights(row["offset"], tuple(row.get(one, 0.0) for one in names))
            for sounder, row in sounders.items()
        }
        for pattern, sounders in table.items()
    }
