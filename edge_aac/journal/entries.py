"""What the journal keeps: frozen values, without sound. Never does: anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from edge_aac.types import Priority


@dataclass(frozen=True, slots=True)
class Happened:
    """A sound that was detected."""

    label: str
    group: str
    priority: Priority
    start: float
    end: float
    """Both on the wall clock [s since 1970]; of one that is not over, what is known so far."""
    key: str = ""
    """What is the same where it is written again: it was named more exactly, or is over now."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A sentence that was announced."""

    at: float
    """On the wall clock [s since 1970]."""
    text: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Listened:
    """From when to when a listener heard, so far."""

    start: float
    end: float
    """Both on the wall clock [s since 1970]."""
    key: str


Entry: TypeAlias = Happened | Announced | Listened
