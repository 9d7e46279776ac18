"""Where a sample lies in time. In: its number. Out: seconds. Never does: reading a clock."""

from __future__ import annotations

from edge_aac.types import SAMPLE_RATE


def seconds_at(sample: int) -> float:
    """A sample's time, as exact as every other time that is reported [s]."""
    return round(sample / SAMPLE_RATE, 6)
