"""What the detector watches for: scores that may become one event, and their thresholds.

In: the taxonomy, the bundle's thresholds, the settings, the timing table. Out: the
frozen `LabelGroup` of each group (or of each label, where a group's labels stand side
by side).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from edge_aac.errors import EdgeAacError
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.timing import PatternTiming, Timing, TimingTable, rows
from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.taxonomy import Label, Taxonomy
from edge_aac.types import Priority

TAUGHT_THRESHOLD = 0.5
"""Score of a taught sound that lies beyond all of the background that it was taught against."""


@dataclass(frozen=True, slots=True)
class LabelThreshold:
    """One score that is watched: a label's posterior, or a pattern in time that means a label."""

    label: Label
    column: int
    """Its column in the scores."""
    upper: float
    """Score from which it counts."""
    lower: float
    """Score above which it goes on."""
    timing: Timing
    pattern: PatternTiming | None = None
    names: bool = True
    """Whether it may give its label; else it only speaks for the cautious one."""
    taught: bool = False
    """Whether it is the score of a sound that the person taught."""
    at: int = 0
    """Its place among all members."""


@dataclass(frozen=True, slots=True)
class LabelGroup:
    """Scores that are one thing to a person: at most one open event."""

    group: str
    exact: tuple[LabelThreshold, ...]
    """Posteriors of exact labels."""
    general: LabelThreshold | None
    """The posterior of the cautious label."""
    patterns: tuple[LabelThreshold, ...]
    timing: Timing
    taught: tuple[LabelThreshold, ...] = ()

    @property
    def members(self) -> tuple[LabelThreshold, ...]:
        """All its members, in their places."""
        posteriors = self.exact if self.general is None else (*self.exact, self.general)
        every = (*posteriors, *self.patterns, *self.taught)
        return tuple(sorted(every, key=lambda member: member.at))

    @property
    def cautious(self) -> tuple[LabelThreshold, ...]:
        """Members that mean the cautious label: its posterior, and pulses that begin."""
        label = None if self.general is None else self.general.label
        return tuple(member for member in self.members if member.label is label)

    @property
    def exact_patterns(self) -> tuple[LabelThreshold, ...]:
        """Patterns that mean an exact label."""
        cautious = self.cautious
        return tuple(member for member in self.patterns if member not in cautious)


def label_groups(
    taxonomy: Taxonomy,
    thresholds: Mapping[str, float],
    settings: EventSettings,
    table: TimingTable,
) -> tuple[LabelGroup, ...]:
    """All watches, in the taxonomy's order.

    Parameters
    ----------
    taxonomy : Taxonomy
    thresholds : mapping of str to float
        By label, and by pattern; those of the settings come before.
    settings : EventSettings
    table : TimingTable

    Raises
    ------
    EdgeAacError
        The settings give a threshold to a label that does not exist, or has none.
    """
    taught = {label.name for label in taxonomy.taught}
    for name in settings.thresholds:
        if name not in taxonomy.names and name not in taught:
            if name in taxonomy.every_name:
                raise EdgeAacError(
                    f"'{name}' has no threshold, because it is known by its beeps alone. "
                    "Remove it here; block keeps it from being announced."
                )
            near = difflib.get_close_matches(name, taxonomy.names, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else "Correct the name or remove it."
            raise EdgeAacError(f"There is no label '{name}' to give a threshold to. {hint}")
    chosen = {**dict.fromkeys(taxonomy.names, settings.event_threshold), **thresholds}
    chosen |= settings.thresholds
    groups: dict[str, list[LabelThreshold]] = {}
    for column, label in enumerate(taxonomy.labels):
        if label.priority is Priority.AMBIENT:
            continue
        timing = _timing(table, label, settings)
        upper = chosen[label.name]
        lower = upper * settings.hysteresis
        names = label.name not in timing.by_pattern
        groups.setdefault(_key(table, label), []).append(
            LabelThreshold(label, column, upper, lower, timing, names=names)
        )
    for column, pattern in enumerate(PATTERNS, len(taxonomy.labels)):
        meant = table.patterns[pattern.value]
        label = taxonomy[meant.label]
        # A person's threshold is for a posterior; a pattern's own is on another scale.
        upper = thresholds.get(pattern.value, settings.event_threshold)
        begins = label.name == table[label.group].general
        groups[_key(table, label)].append(
            LabelThreshold(
                label,
                column,
                upper,
                # What only begins opens an event, and holds none.
                upper if begins else upper * settings.hysteresis,
                table[label.group].of_pattern(_release(meant, settings, begins)),
                meant,
            )
        )
    # What was taught comes last of all, so that nothing else changes its place.
    for label in taxonomy.taught:
        groups.setdefault(_key(table, label), [])
    count = iter(range(sum(map(len, groups.values())) + len(taxonomy.taught)))
    placed = {
        key: [replace(member, at=next(count)) for member in members]
        for key, members in groups.items()
    }
    for column, label in enumerate(taxonomy.taught, len(taxonomy.labels) + len(PATTERNS)):
        upper = settings.thresholds.get(label.name, TAUGHT_THRESHOLD)
        lower = upper * settings.hysteresis
        timing = table.taught.with_seconds(settings.confirm_seconds, settings.release_seconds)
        own = LabelThreshold(label, column, upper, lower, timing, taught=True, at=next(count))
        placed[_key(table, label)].append(own)
    return tuple(_label_group(members, table, settings) for members in placed.values())


def _release(meant: PatternTiming, settings: EventSettings, begins: bool) -> int:
    """Rows after which a pattern is over: a person may lengthen what its own pauses ask for."""
    if settings.release_seconds is None:
        return meant.release
    wanted = rows(settings.release_seconds)
    return wanted if begins else max(meant.release, wanted)


def _key(table: TimingTable, label: Label) -> str:
    return label.name if table[label.group].side_by_side else label.group


def _timing(table: TimingTable, label: Label, settings: EventSettings) -> Timing:
    """A label's timing; a cautious label's own confirmation stands in `confirm`."""
    timing = table[label.group].with_seconds(settings.confirm_seconds, settings.release_seconds)
    return timing.cautious if label.name == timing.general else timing


def _label_group(
    members: list[LabelThreshold], table: TimingTable, settings: EventSettings
) -> LabelGroup:
    group = members[0].label.group
    timing = table[group].with_seconds(settings.confirm_seconds, settings.release_seconds)
    posteriors = [member for member in members if member.pattern is None and not member.taught]
    return LabelGroup(
        group,
        tuple(member for member in posteriors if member.label.name != timing.general),
        next((member for member in posteriors if member.label.name == timing.general), None),
        tuple(member for member in members if member.pattern is not None),
        timing,
        tuple(member for member in members if member.taught),
    )
