"""Chirps -> one event that lasts as long as they come.

In: three chirps that were heard. Out: an `Event` with the third, an `EventEnd` when they stay away.
No network is asked: a chirp is over before one is sure.

Never does: hearing chirps; see `chirps`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_aac.events.chirps.chirp_detector import Chirps
from edge_aac.taxonomy import Label
from edge_aac.types import Event, EventEnd

LABEL = "low_battery"
_SCORE = 0.95
"""A number for the event: chance made no three in five hours of tuning streams."""
_GONE_SECONDS = 600.0
"""Without three even ones for so long, they are over: other sounds cover a chirp now and then."""
_AGAIN_SECONDS = 6 * 3600.0
"""What goes on for days becomes a new event so often: the last may have been missed."""


@dataclass(frozen=True, slots=True)
class OngoingChirps:
    """Chirps that are heard."""

    id: int
    onset: float
    since: float
    """When they were reported [s]."""
    until: float
    """When they are over, unless they are heard again [s]."""


def chirping(
    before: OngoingChirps | None, newest: Chirps | None, label: Label, next_id: int, t: float
) -> tuple[OngoingChirps | None, Event | EventEnd | None]:
    """The event or end that chirps cause after a hop.

    Parameters
    ----------
    before : OngoingChirps or None
    newest : Chirps or None
        Three that have just been heard.
    label : Label
    next_id : int
        The id of an event that begins now.
    t : float
        Now [s].

    Returns
    -------
    (Chirping or None, Event or EventEnd or None)
    """
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
        _SCORE,
        evidence,
    )
    return OngoingChirps(next_id, newest.onset, t, t + _GONE_SECONDS), event


def ended(before: OngoingChirps, label: Label, t: float) -> EventEnd:
    """That they are over."""
    return EventEnd(before.id, t, before.onset, label.name, label.group)
