"""Chirps -> one event that lasts as long as they come.

In: what the cadence detector heard. Out: an `Event` with the third chirp, an `EventEnd` when they
stay away. The network is not asked: a chirp is over before it is sure.

Never does: hearing chirps; see `cadence.chirps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from edge_aac.events.cadence.listener import Heard
from edge_aac.events.cadence.patterns import Pattern
from edge_aac.events.fusion import probability
from edge_aac.taxonomy import Label
from edge_aac.types import Event, EventEnd

LABEL = "low_battery"
_GONE_SECONDS = 600.0
"""Without three even ones for so long, they are over: other sounds cover a chirp now and then."""
_AGAIN_SECONDS = 6 * 3600.0
"""What goes on for days becomes a new event so often: nobody may have been told of the last."""


@dataclass(frozen=True, slots=True)
class Chirping:
    """Chirps that are heard."""

    id: int
    onset: float
    since: float
    """When they were told [s]."""
    until: float
    """When they are over, unless they are heard again [s]."""


def chirping(
    before: Chirping | None, heard: Iterable[Heard], label: Label, next_id: int, t: float
) -> tuple[Chirping | None, Event | EventEnd | None]:
    """What is told of chirps after a hop.

    Parameters
    ----------
    before : Chirping or None
    heard : iterable of Heard
        What has just been heard, of all patterns.
    label : Label
    next_id : int
        The id of an event that begins now.
    t : float
        Now [s].

    Returns
    -------
    (Chirping or None, Event or EventEnd or None)
    """
    newest = next((one for one in heard if one.pattern is Pattern.CHIRP), None)
    if newest is None:
        if before is None or t < before.until:
            return before, None
        return None, ended(before, label, t)
    if before is not None:
        if t >= before.since + _AGAIN_SECONDS:
            return None, ended(before, label, t)
        return replace(before, until=t + _GONE_SECONDS), None
    evidence = f"a short tone at {newest.hertz:.0f} Hz every {newest.period:.0f} s, three times"
    event = Event(
        next_id,
        t,
        newest.onset,
        label.name,
        label.group,
        label.priority,
        round(probability(newest.odds), 4),
        evidence,
    )
    return Chirping(next_id, newest.onset, t, t + _GONE_SECONDS), event


def ended(before: Chirping, label: Label, t: float) -> EventEnd:
    """That they are over."""
    return EventEnd(before.id, t, before.onset, label.name, label.group)
