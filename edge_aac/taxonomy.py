"""The labels the product can name, with their groups and priorities.

In: `labels.toml`, shipped beside this file. Out: a frozen `Taxonomy`. Never
does: thresholds (the bundle's), sentences (the catalogue's).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from edge_aac.types import Priority

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


HAZARD = "hazard_alarm"
"""The group whose alarms are repeated while they last, and whose end is told."""


@dataclass(frozen=True, slots=True)
class Label:
    """One sound that has a name."""

    name: str
    group: str
    priority: Priority
    like: str = ""
    """Of a sound that the person taught: the label that it is one of, with its cool-down."""


@dataclass(frozen=True)
class Taxonomy:
    """All labels."""

    labels: tuple[Label, ...]
    """What the encoder hears, in the order of its posteriors."""
    by_chirps: tuple[Label, ...] = ()
    """What is known by beeps that come again, and has no column."""
    taught: tuple[Label, ...] = ()
    """What the person taught, in the order of the taught scores."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of what the encoder hears, in order."""
        return tuple(label.name for label in self.labels)

    @cached_property
    def every(self) -> tuple[Label, ...]:
        """All labels, those of the encoder first."""
        return (*self.labels, *self.by_chirps, *self.taught)

    @cached_property
    def every_name(self) -> tuple[str, ...]:
        """The names of all labels, in the same order."""
        return tuple(label.name for label in self.every)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {label.name: i for i, label in enumerate(self.labels)}

    @cached_property
    def _by_name(self) -> dict[str, Label]:
        return {label.name: label for label in self.every}

    def index(self, name: str) -> int:
        """Column of a label in the posteriors; KeyError where there is none of that name."""
        return self._index[name]

    def __getitem__(self, name: str) -> Label:
        return self._by_name[name]


def load_taxonomy() -> Taxonomy:
    """Read the shipped taxonomy."""
    text = files("edge_aac").joinpath("labels.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Taxonomy(_labels(table["label"]), _labels(table["by_chirps"]))


def _labels(rows: Iterable[Mapping[str, str]]) -> tuple[Label, ...]:
    return tuple(Label(row["name"], row["group"], Priority(row["priority"])) for row in rows)
