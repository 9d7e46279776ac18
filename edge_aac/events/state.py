"""What the detector remembers between rows.

In and out: frozen values. Never does: deciding. Everything is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.events.chirping import Chirping
from edge_aac.events.fusion import NOTHING_HEARD, Claim, Witness
from edge_aac.events.track import Track
from edge_aac.events.watch import Mark


@dataclass(frozen=True, slots=True)
class Open:
    """A confirmed event that is not over."""

    id: int
    onset: float
    mark: Mark
    absent: int = 0
    """Rows since it was last above the lower threshold."""
    weak: int = 0
    """Rows since it was last above the threshold."""
    rows: int = 0
    """Rows since it was confirmed."""


@dataclass(frozen=True, slots=True)
class WatchState:
    """One track per mark of a watch, its open event, and what its cadences claim."""

    tracks: tuple[Track, ...]
    open: Open | None = None
    witness: Witness = NOTHING_HEARD
    claim: Claim | None = None
    hinted: bool = False
    """Whether pulses that may become a cadence have just been heard."""


@dataclass(frozen=True, slots=True)
class DetectorState:
    """All that is remembered between rows; its size never changes."""

    watched: tuple[WatchState, ...]
    next_id: int = 1
    chirps: Chirping | None = None
