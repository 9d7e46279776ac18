"""The last minute, hop by hop, as numbers from which no sound can be made.

In: what the networks made of each hop, whether the own voice was in it, and events as they begin.
Out: a frozen `RecentSound`: the last event, or what stood out most. So a person may say afterwards
what it was. Bounded; nothing is computed before somebody asks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.taught.example import LONGEST_SECONDS
from edge_aac.taught.likeness import Likeness, Past, Projection, likeness
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray, HopResult

HOP_SECONDS = HOP_SAMPLES / SAMPLE_RATE
MEMORY_SECONDS = 60.0
EVENT_SECONDS = 180.0
"""How long after its beginning an event may still be named: long enough to walk to the door."""
LEAD = 12
"""Hops before a sound that are kept with it: what the quickened mean has forgotten to a
thousandth by then."""
LONGEST = int(LONGEST_SECONDS / HOP_SECONDS)
"""Hops of a sound."""
PAUSE = round(1.0 / HOP_SECONDS)
"""Hops without the sound that end it."""
ABOVE_DB = 10.0
"""A sound stands out that is so far above the room."""
HEARD_DB = 10.0
"""Hops of a sound are within this of its loudest one; what softer ones hold is more of the room.
Chosen on `calibrate`, where with all hops a fifth of the rings fewer were known."""
_NEAR_DB = 6.0
"""A loud room does not hide where a sound begins that is so near its loudest hop."""
_NEPERS = np.log(10.0) / 10.0
"""Of power, in a decibel."""


@dataclass(frozen=True, slots=True, eq=False)
class RecentHop:
    """What is remembered of one hop."""

    end: float
    """On the source's clock [s]."""
    embedding: FloatArray
    """Of the second network, shape (values,)."""
    spectrum: FloatArray
    """Mean natural log power, shape (BINS,)."""
    posteriors: FloatArray
    """Shape (labels,)."""
    own: bool
    """Whether the own voice or its echo was in it."""

    @staticmethod
    def of(hop: HopResult, end: float, own: bool) -> RecentHop:
        """Of what the networks gave."""
        spectrum = np.add.reduce(hop.spectrum, axis=0) * np.float32(1.0 / len(hop.spectrum))
        return RecentHop(end, hop.embedding[0], spectrum, hop.posteriors[-1], own)

    @property
    def level(self) -> float:
        """Natural logarithm of its power."""
        return float(np.log(np.exp(self.spectrum, dtype=np.float64).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class RecentSound:
    """One sound of the last minutes."""

    hops: tuple[RecentHop, ...]
    """What was before it, then the sound."""
    sounding: tuple[bool, ...]
    """Which of them are the sound."""

    @property
    def began(self) -> float:
        """On the source's clock [s]."""
        return self.hops[self.sounding.index(True)].end - HOP_SECONDS

    @property
    def ended(self) -> float:
        """On the source's clock [s]."""
        return self.hops[-1].end

    @property
    def seconds(self) -> float:
        """From its beginning to its end, pauses and all."""
        return (len(self.sounding) - self.sounding.index(True)) * HOP_SECONDS

    def likeness(self, projection: Projection) -> Likeness:
        """What its hops are like."""
        past, found = Past.nothing(len(projection.mean)), []
        for hop, sounds in zip(self.hops, self.sounding, strict=True):
            past, alike = likeness(projection, past, hop.embedding[None], hop.spectrum[None])
            if sounds:
                found.append(alike)
        return Likeness.joined(found)

    def mean_posterior(self, labels: Sequence[int]) -> float:
        """Of the surest of some labels, by their columns."""
        rows = np.stack(
            [hop.posteriors for hop, sounds in zip(self.hops, self.sounding, strict=True) if sounds]
        )
        return float(rows[:, list(labels)].max(axis=1).mean())


class RecentHops:
    """Remembers the last minute, and the last event for some minutes."""

    def __init__(self) -> None:
        self._hops: deque[RecentHop] = deque(maxlen=int(MEMORY_SECONDS / HOP_SECONDS))
        self._event: list[RecentHop] = []
        self._onset = 0.0
        self._wanted = 0

    def add(self, hop: RecentHop) -> None:
        """Remember one more hop."""
        self._hops.append(hop)
        if self._wanted:
            self._event.append(hop)
            self._wanted -= 1

    def began(self, onset: float) -> None:
        """An event was confirmed that began at `onset` [s]."""
        before = [hop for hop in self._hops if hop.end > onset - (LEAD - 1) * HOP_SECONDS]
        self._event, self._onset = before[: LEAD + LONGEST], onset
        self._wanted = LEAD + LONGEST - len(self._event)

    def clear(self) -> None:
        """Forget everything: the sound before has nothing to do with what comes."""
        self._hops.clear()
        self._event, self._wanted = [], 0

    def newest(self) -> list[RecentHop]:
        """As many of the newest hops as a quickened mean remembers."""
        return list(self._hops)[-LEAD:]

    def since(self, end: float) -> list[RecentHop]:
        """Hops that ended after `end`, with those before that a sound in them needs."""
        hops = list(self._hops)
        first = next((i for i, hop in enumerate(hops) if hop.end > end), len(hops))
        return hops[max(0, first - LEAD) :]

    def spoken_over(self, after: float) -> bool:
        """Whether the own voice was in what came after a time [s]."""
        return any(hop.own for hop in self._hops if hop.end > after)

    def last_sound(self, now: float, after: float = -1.0) -> RecentSound | None:
        """The last event, else what stood out most in the last minute; None where nothing did.

        Parameters
        ----------
        now : float
            On the source's clock [s].
        after : float
            What began before that does not count [s].
        """
        if self._event and self._onset > after and now - self._onset <= EVENT_SECONDS:
            first = next((i for i, h in enumerate(self._event) if h.end > self._onset), 0)
            found = sound_in(self._event, first)
            if found is not None:
                return found
        return standing_out(list(self._hops), after)


def standing_out(hops: Sequence[RecentHop], after: float = -1.0) -> RecentSound | None:
    """The loudest sound in some hops; None where it does not stand out of the room.

    Only what begins after a time counts [s]; the room is that of all hops.
    """
    levels = _levels(hops)
    first = next((i for i, hop in enumerate(hops) if hop.end - HOP_SECONDS > after), len(hops))
    if len(hops) <= LEAD or first == len(hops):
        return None
    if levels[first:].max() < np.median(levels) + ABOVE_DB * _NEPERS:
        return None
    return loudest(hops, first)


def loudest(hops: Sequence[RecentHop], start: int = 0) -> RecentSound | None:
    """The loudest sound from one of some hops on, of several the last; None for the own voice."""
    levels = _levels(hops)
    near = levels[start:].max() - _NEAR_DB * _NEPERS
    if near == -np.inf:
        return None
    first = int(np.flatnonzero(levels >= near)[-1])
    loud = levels >= min(np.median(levels) + ABOVE_DB * _NEPERS, near)
    while first > start and loud[max(start, first - PAUSE) : first].any():
        first = int(np.flatnonzero(loud[:first])[-1])
    return sound_in(hops, first)


def sound_in(hops: Sequence[RecentHop], first: int, room: float = -np.inf) -> RecentSound | None:
    """The sound that begins with a hop; None where it is the own voice alone.

    Parameters
    ----------
    hops : sequence of RecentHop
    first : int
    room : float
        Level below which nothing is the sound.
    """
    start = max(0, first - LEAD)
    part = hops[start : first + LONGEST]
    levels = _levels(part)
    levels[: first - start] = -np.inf
    if levels.max() == -np.inf:
        return None
    active = levels > max(room, float(levels.max()) - HEARD_DB * _NEPERS)
    places = np.flatnonzero(active)
    gaps = np.flatnonzero(np.diff(places) > PAUSE)
    if len(gaps):
        active[places[gaps[0]] + 1 :] = False
    last = int(np.flatnonzero(active)[-1]) + 1
    return RecentSound(tuple(part[:last]), tuple(active[:last].tolist()))


def _levels(hops: Sequence[RecentHop]) -> NDArray[np.float64]:
    """Of each hop, shape (n,); what holds the own voice counts for nothing."""
    return np.array([-np.inf if hop.own else hop.level for hop in hops], np.float64)
