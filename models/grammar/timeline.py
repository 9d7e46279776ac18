"""What is to be described: who sounds when, and how loud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SceneEvent:
    """One sound in a stretch of time."""

    label: str
    onset: float
    """[s] from the timeline's start."""
    end: float
    """[s]."""
    level_db: float
    """Against the scene's background; high is loud."""
    count: int | None
    """Countable strikes (barks, knocks, rings); None where unknown."""
    role: Literal["event", "background"]
    distance: Literal["near", "far"] | None = None
    place: Literal["inside", "outside"] | None = None
    unsure: bool = False
    """Not heard clearly enough to be called by its name: its kind is said."""


@dataclass(frozen=True)
class Timeline:
    """What can be heard in `seconds` of sound; the events in any order."""

    seconds: float
    events: tuple[SceneEvent, ...]
