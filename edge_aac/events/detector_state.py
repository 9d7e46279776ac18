"""What the detector remembers between rows.

In and out: frozen values. Everything is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.events.chirps.ongoing_chirps import OngoingChirps
from edge_aac.events.label_groups import LabelThreshold
from edge_aac.events.scores import Held
from edge_aac.events.tracks import Tracks


@dataclass(frozen=True, slots=True)
class Open:
    """A confirmed event that is not over."""

    id: int
    onset: float
    member: LabelThreshold
    rows: int = 0
    """Rows since it was confirmed."""


@dataclass(frozen=True, slots=True, eq=False)
class DetectorState:
    """All that is remembered between rows; its size never changes."""

    tracks: Tracks
    held: Held
    opened: tuple[Open | None, ...]
    """The open event of each watch."""
    next_id: int = 1
    chirping: OngoingChirps | None = None
