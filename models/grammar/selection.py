"""Which sounds of a timeline are worth a mention, and in which order.

In: a timeline. Out: a `Selection` - one event a label, the most important few in
the order of their onsets, and the backgrounds. Never does: words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from edge_aac.taxonomy import Taxonomy
from models.grammar.timeline import SceneEvent, Timeline

LESS_EXACT = frozenset({"alarm", "breaking"})
"""Not said beside a more exact label of the same group: they are one thing to a person."""

SHARED_PART = 0.3
"""Two sounds are one after the other when they share at most this part of the shorter one."""

APART = 0.3
"""Onsets closer than this have no order that anybody would notice [s]."""


@dataclass(frozen=True)
class Selection:
    """What is to be said."""

    events: tuple[SceneEvent, ...]
    """In the order of their onsets."""
    beds: tuple[SceneEvent, ...]
    """Backgrounds, the longest first."""

    def at_most(self, events: int, beds: int, taxonomy: Taxonomy) -> Selection:
        """The same with the least important left out."""
        ranked = sorted(self.events, key=lambda e: _importance(e, taxonomy), reverse=True)
        kept = ranked[:events]
        return Selection(tuple(e for e in self.events if e in kept), self.beds[:beds])


def select(timeline: Timeline, taxonomy: Taxonomy) -> Selection:
    """Merge the events of a label, leave out what a more exact label says, and order the rest."""
    events = _merged(e for e in timeline.events if e.role == "event")
    beds = _merged(e for e in timeline.events if e.role == "background")
    exact = {taxonomy[e.label].group for e in (*events, *beds) if e.label not in LESS_EXACT}
    events = [
        e for e in events if e.label not in LESS_EXACT or taxonomy[e.label].group not in exact
    ]
    labels = {e.label for e in events}
    beds = [e for e in beds if e.label not in labels]
    events.sort(key=lambda e: (e.onset, -taxonomy[e.label].priority.rank, e.label))
    beds.sort(key=lambda e: (e.onset - e.end, e.label))
    return Selection(tuple(events), tuple(beds))


def follows(second: SceneEvent, first: SceneEvent) -> bool:
    """Whether `second` comes after `first` rather than during it."""
    shared = min(first.end, second.end) - second.onset
    shorter = min(first.end - first.onset, second.end - second.onset)
    return second.onset - first.onset >= APART and shared <= SHARED_PART * shorter


def _importance(event: SceneEvent, taxonomy: Taxonomy) -> tuple[int, float, float]:
    return taxonomy[event.label].priority.rank, event.level_db, event.end - event.onset


def _merged(events: Iterable[SceneEvent]) -> list[SceneEvent]:
    merged: dict[str, SceneEvent] = {}
    for event in events:
        known = merged.get(event.label)
        merged[event.label] = event if known is None else _joined(known, event)
    return list(merged.values())


def _joined(one: SceneEvent, other: SceneEvent) -> SceneEvent:
    counted = one.count is not None and other.count is not None
    return replace(
        one,
        onset=min(one.onset, other.onset),
        end=max(one.end, other.end),
        level_db=max(one.level_db, other.level_db),
        count=(one.count or 0) + (other.count or 0) if counted else None,
        distance=one.distance if one.distance == other.distance else None,
        place=one.place if one.place == other.place else None,
        unsure=one.unsure and other.unsure,
    )
