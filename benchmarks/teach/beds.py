"""Everything else that is heard: recordings in which a taught sound would be called falsely.

In: rows of recordings. Out: a frozen `Beds`. Never does: hearing them.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from models.ground.corpus import Clip


@dataclass(frozen=True, slots=True, eq=False)
class Beds:
    """What everything else is like."""

    rows: FloatArray
    clip: FloatArray
    """Which recording each row is of."""
    clips: tuple[Clip, ...]

    @property
    def hours(self) -> float:
        """How long all of it lasts."""
        return len(self.rows) * HOP_SAMPLES / SAMPLE_RATE / 3600.0
