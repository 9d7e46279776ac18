"""Hops of a made-up room: levels in, what is remembered of them out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_aac.taught.recent_hops import HOP_SECONDS, RecentHop
from edge_aac.taught.tones import BINS

VALUES, LABELS = 16, 4
ROOM, RING = -2.0, 4.0
"""Natural logarithms of power: a ring is 26 dB above the room."""


def hop(i: int, level: float = ROOM, own: bool = False) -> RecentHop:
    """The i-th hop; its embedding says which it is."""
    embedding = np.full(VALUES, i, np.float32)
    posteriors = np.full(LABELS, 0.25, np.float32)
    spectrum = np.full(BINS, level, np.float32)
    return RecentHop((i + 1) * HOP_SECONDS, embedding, spectrum, posteriors, own)


def hops(levels: Sequence[float], own: Sequence[int] = ()) -> list[RecentHop]:
    """Hops of these levels; some hold the own voice."""
    return [hop(i, level, i in own) for i, level in enumerate(levels)]
