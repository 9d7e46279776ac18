"""The labels the product can name, with their groups and priorities.

In: `labels.toml`, shipped beside this file. Out: a frozen `Taxonomy`. Never
does: thresholds (the bundle's), sentences (the catalogue's).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from edge_aac.types import Priority

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Label:
    """One sound that has a name."""

    name: str
    group: str
    priority: Priority


@dataclass(frozen=True)
class Taxonomy:
    """All labels, in the order of the encoder's posteriors."""

    labels: tuple[Label, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The labels' names, in order."""
        return tuple(label.name for label in self.labels)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {label.name: i for i, label in enumerate(self.labels)}

    def index(self, name: str) -> int:
        """Position of a label; KeyError where there is none of that name."""
        return self._index[name]

    def __getitem__(self, name: str) -> Label:
        return self.labels[self._index[name]]


def load_taxonomy() -> Taxonomy:
    """Read the shipped taxonomy."""
    text = files("edge_aac").joinpath("labels.toml").read_text(encoding="utf-8")
    return Taxonomy(
        tuple(
            Label(row["name"], row["group"], Priority(row["priority"]))
            for row in tomllib.loads(text)["label"]
        )
    )
