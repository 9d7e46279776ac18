"""What the detector watches for: labels that may become one event, and their thresholds.

In: the taxonomy, the bundle's thresholds, the settings, the timing table. Out: the
frozen `Watch` of each group (or of each label, where a group's labels stand side
by side). Never does: listening.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from edge_aac.errors import EdgeAacError
from edge_aac.events.settings import EventSettings
from edge_aac.events.timing import Timing, TimingTable
from edge_aac.taxonomy import Label, Taxonomy
from edge_aac.types import Priority


@dataclass(frozen=True, slots=True)
class Mark:
    """One label that is watched."""

    label: Label
    column: int
    """Its column in the posteriors."""
    upper: float
    """Score from which it counts."""
    lower: float
    """Score above which it goes on."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Labels that are one thing to a person: at most one open event."""

    group: str
    exact: tuple[Mark, ...]
    general: Mark | None
    timing: Timing

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All its marks, the cautious one last."""
        return self.exact if self.general is None else (*self.exact, self.general)


def watches(
    taxonomy: Taxonomy,
    thresholds: Mapping[str, float],
    settings: EventSettings,
    table: TimingTable,
) -> tuple[Watch, ...]:
    """All watches, in the taxonomy's order.

    Raises
    ------
    EdgeAacError
        The settings give a threshold to a label that does not exist, or has none.
    """
    for name in settings.thresholds:
        if name not in taxonomy.names:
            if name in taxonomy.every_name:
                raise EdgeAacError(
                    f"'{name}' has no threshold, because it is known by its cadence alone. "
                    "Remove it here; block keeps it from being told."
                )
            near = difflib.get_close_matches(name, taxonomy.names, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else "Correct the name or remove it."
            raise EdgeAacError(f"There is no label '{name}' to give a threshold to. {hint}")
    groups: dict[str, list[Mark]] = {}
    for column, label in enumerate(taxonomy.labels):
        if label.priority is Priority.AMBIENT:
            continue
        upper = settings.thresholds.get(
            label.name, thresholds.get(label.name, settings.event_threshold)
        )
        mark = Mark(label, column, upper, upper * settings.hysteresis)
        key = label.name if table[label.group].side_by_side else label.group
        groups.setdefault(key, []).append(mark)
    return tuple(_watch(marks, table, settings) for marks in groups.values())


def _watch(marks: list[Mark], table: TimingTable, settings: EventSettings) -> Watch:
    group = marks[0].label.group
    timing = table[group].with_seconds(settings.confirm_seconds, settings.release_seconds)
    return Watch(
        group,
        tuple(mark for mark in marks if mark.label.name != timing.general),
        next((mark for mark in marks if mark.label.name == timing.general), None),
        timing,
    )
