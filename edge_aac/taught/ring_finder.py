"""One ring after another out of the hops that a listener hears.

In: remembered hops, in order. Out: sounds that stand out of the room and are over. What
`ring_collector` does with samples, this does with what the networks made of them, so that a
running listener needs to keep no sound. Bounded; a sound that does not end is cut.
"""

from __future__ import annotations

import statistics
from collections import deque

import numpy as np

from edge_aac.taught.recent_hops import (
    ABOVE_DB,
    LEAD,
    LONGEST,
    PAUSE,
    RecentHop,
    RecentSound,
    sound_in,
)

ROOM_HOPS = 12
"""Of the room that a ring is compared with."""
LEAST_ROOM_HOPS = 4
"""Before it is known well enough for that."""
_ABOVE = ABOVE_DB * float(np.log(10.0)) / 10.0


class RingFinder:
    """Finds rings; what was heard so far can be forgotten, as after the own voice."""

    def __init__(self) -> None:
        self._before: deque[RecentHop] = deque(maxlen=LEAD)
        self.forget()

    def forget(self) -> None:
        """Begin anew: the room is learnt again before the next ring."""
        self._room: deque[float] = deque(maxlen=ROOM_HOPS)
        self._ring: list[RecentHop] = []
        self._quiet = 0

    def hear(self, hop: RecentHop) -> RecentSound | None:
        """The ring that is over with this hop, if one is."""
        if hop.own:
            self.forget()
            self._before.append(hop)
            return None
        loud = hop.level > self._threshold()
        if not self._ring and not loud:
            self._room.append(hop.level)
            self._before.append(hop)
            return None
        self._ring.append(hop)
        self._quiet = 0 if loud else self._quiet + 1
        if self._quiet <= PAUSE and len(self._ring) < LONGEST + PAUSE:
            return None
        before, ring = list(self._before), self._ring
        sound = sound_in([*before, *ring], len(before), self._threshold())
        self._before.extend(ring)
        self._ring, self._quiet = [], 0
        return sound

    def _threshold(self) -> float:
        if len(self._room) < LEAST_ROOM_HOPS:
            return float("inf")
        return statistics.median(self._room) + _ABOVE
