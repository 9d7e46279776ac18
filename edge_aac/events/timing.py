"""How long each group of labels takes to be believed and to be over.

In: `timing.toml`, shipped beside this file. Out: a frozen `Timing` per group,
with durations as numbers of posterior rows.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.types import ROW_SECONDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["ROW_SECONDS", "PatternTiming", "Timing", "TimingTable", "load_timing", "rows"]


def rows(seconds: float) -> int:
    """Fewest rows that last so long, at least one."""
    return max(1, math.ceil(seconds / ROW_SECONDS - 1e-9))


@dataclass(frozen=True, slots=True)
class Timing:
    """The timing of one group, in rows."""

    confirm: int
    """Rows above the threshold that confirm an event."""
    within: int
    """Rows in which they are looked for."""
    release: int
    """Rows below the lower threshold that end it."""
    fade: int
    """Rows below the threshold that end it all the same."""
    rise: float
    """Weight of a new row in the smoothed posterior, 0..1."""
    general: str | None = None
    """The cautious label of the group."""
    general_confirm: int = 0
    exact_after: int = 0
    """Rows after which the network may make the cautious label an exact one."""
    by_pattern: tuple[str, ...] = ()
    """Labels that a pattern alone confirms."""
    sure: float = 0.0
    """Score over two seconds from which the encoder may make the cautious label an exact one."""
    lead: float = 0.0
    """Log-odds against what else is heard, from which it may."""
    side_by_side: bool = False

    @property
    def cautious(self) -> Timing:
        """That of the group's cautious label."""
        return replace(self, confirm=self.general_confirm)

    def of_pattern(self, release: int) -> Timing:
        """That of a pattern: one row confirms it, since its network has heard all of it."""
        return replace(self, confirm=1, rise=1.0, release=release)

    def with_seconds(self, confirm: float | None, release: float | None) -> Timing:
        """The same with a person's own durations [s]; None leaves one as it is."""
        timing = self
        if confirm is not None:
            need = rows(confirm)
            timing = replace(
                timing, confirm=need, general_confirm=need, within=max(need, timing.within)
            )
        if release is not None:
            timing = replace(timing, release=rows(release), fade=max(rows(release), timing.fade))
        return timing


@dataclass(frozen=True, slots=True)
class PatternTiming:
    """A pattern of the tonal detector: what it means, and how long."""

    index: int
    """Its place among the tonal detector's patterns."""
    label: str
    """The label that it confirms."""
    release: int
    """Rows without it after which it is over."""
    length: float
    """What of the sound was before the pattern could be known [s]."""
    words: str
    """What is heard, for whoever asks why."""


@dataclass(frozen=True)
class TimingTable:
    """All timings."""

    default: Timing
    groups: Mapping[str, Timing]
    patterns: Mapping[str, PatternTiming]
    taught: Timing
    """Of a sound that the person taught."""

    def __getitem__(self, group: str) -> Timing:
        return self.groups.get(group, self.default)


def load_timing() -> TimingTable:
    """Read the shipped table."""
    text = files("edge_aac.events").joinpath("timing.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    default = table["default"]
    return TimingTable(
        _timing(default),
        {group: _timing({**default, **own}) for group, own in table["group"].items()},
        {one.value: _pattern(i, table["pattern"][one.value]) for i, one in enumerate(PATTERNS)},
        _timing({**default, **table["taught"]}),
    )


def _pattern(index: int, row: Mapping[str, Any]) -> PatternTiming:
    release = rows(row["release"])
    return PatternTiming(index, row["label"], release, float(row["length"]), row["words"])


def _timing(row: Mapping[str, Any]) -> Timing:
    smooth = float(row["smooth"])
    confirm = rows(row["confirm"])
    return Timing(
        confirm=confirm,
        within=max(confirm, rows(row["within"])),
        release=rows(row["release"]),
        fade=rows(row["fade"]),
        rise=1.0 - math.exp(-ROW_SECONDS / smooth) if smooth else 1.0,
        general=row.get("general"),
        general_confirm=rows(row.get("general_confirm", row["confirm"])),
        exact_after=rows(row["exact_after"]) if "exact_after" in row else 0,
        by_pattern=tuple(row.get("by_pattern", ())),
        sure=float(row.get("sure", 0.0)),
        lead=float(row.get("lead", 0.0)),
        side_by_side=bool(row.get("side_by_side", False)),
    )
