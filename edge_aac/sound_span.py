"""A sound of a recording, from its beginning to its end: a frozen value. Never does: anything."""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.types import Priority


@dataclass(frozen=True, slots=True)
class SoundSpan:
    """A sound of a recording."""

    label: str
    group: str
    priority: Priority
    start: float
    end: float
    """Both on the recording's clock [s]."""
    score: float
    """Highest score of the label meanwhile, 0..1."""
