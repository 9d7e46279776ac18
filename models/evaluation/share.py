"""A share of clips: how many of how many, with an interval that respects groups.

In: a hit or a miss per clip, and the clips. Out: a frozen `Share`. Never does: deciding
what a hit is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.ground.corpus import Clip
from models.ground.intervals import bootstrap


@dataclass(frozen=True, slots=True)
class Share:
    """Hits among clips; a group is one original recording."""

    n: int
    groups: int
    hits: int
    low: float
    """95 % interval of the share, groups resampled; nan for no clips."""
    high: float

    @property
    def share(self) -> float:
        """Hits per clip; nan for no clips."""
        return self.hits / self.n if self.n else float("nan")

    def as_json(self) -> dict[str, Any]:
        """Figures to write down; without clips there is neither share nor interval."""
        row: dict[str, Any] = {"n": self.n, "groups": self.groups, "hits": self.hits}
        if self.n:
            row["share"] = round(self.share, 4)
            row["interval95"] = [round(self.low, 4), round(self.high, 4)]
        return row


def share_of(hits: Sequence[bool], clips: Sequence[Clip]) -> Share:
    """Count hits among clips.

    Raises
    ------
    ValueError
        There is not one hit or miss per clip.
    """
    if len(hits) != len(clips):
        raise ValueError(f"{len(hits)} hits and misses do not fit {len(clips)} clips.")
    groups = [clip.group for clip in clips]
    low, high = bootstrap([float(hit) for hit in hits], groups)
    return Share(len(hits), len(set(groups)), sum(hits), low, high)
