"""Which label an event has, when it began, and what it was known by.

In: a group of thresholds and what is remembered of their scores. Out: the threshold that gives the
label; the `Event` and `EventEnd` that are reported. Never does: opening or ending one.
"""

from __future__ import annotations

from edge_aac.events.detector_state import DetectorState, Open
from edge_aac.events.label_groups import LabelGroup, LabelThreshold
from edge_aac.events.timing import ROW_SECONDS, rows
from edge_aac.events.tonal.patterns import Patterns
from edge_aac.events.tracks import HIGH, Bools, Tracks
from edge_aac.types import Event, EventEnd

LATE = 0.08
"""What a posterior that knows the past alone lags behind the sound, beyond its own row [s]:
the median on scenes of recordings kept for calibration."""
_BRIDGE = rows(0.24)
"""Absences that an onset is looked for beyond."""
_CLEARLY = 1.25
"""An exact label is announced once it is so many times as strong as the next one of its group."""


def of_pattern(group: LabelGroup, tracks: Tracks, ready: Bools) -> LabelThreshold | None:
    """The surest pattern that gives an exact label."""
    decisions = (member for member in group.exact_patterns if ready[member.at])
    return max(decisions, key=lambda member: float(tracks.value[member.at]), default=None)


def own_sound(group: LabelGroup, tracks: Tracks, ready: Bools) -> LabelThreshold | None:
    """The surest sound of the person's own that is confirmed."""
    confirmed = (member for member in group.taught if ready[member.at])
    return max(confirmed, key=lambda member: float(tracks.level[member.at]), default=None)


def exact(group: LabelGroup, tracks: Tracks, ready: Bools) -> LabelThreshold | None:
    """The exact label that is confirmed; None when there is none, or no clear one."""
    ranked = sorted(
        (
            (float(tracks.level[member.at]) / member.upper, member)
            for member in group.exact
            if ready[member.at]
        ),
        key=lambda pair: -pair[0],
    )
    if not ranked:
        return None
    unclear = len(ranked) > 1 and ranked[0][0] < _CLEARLY * ranked[1][0]
    if unclear and group.general is not None:
        return None
    return ranked[0][1] if ranked[0][1].names else None


def encoder_may_name(group: LabelGroup, state: DetectorState, event: Open) -> bool:
    """Whether posteriors are enough for an exact label: no pattern spoke, no rival is near.

    A bell is an alarm clock's as well as a fire alarm's.
    """
    timing = group.timing
    if not timing.exact_after:
        return True
    level = max(float(state.tracks.level[m.at]) for m in group.members if m.pattern is None)
    leads = (state.held.lead(m.pattern.index) for m in group.patterns if m.pattern)
    lead = max(leads, default=timing.lead)
    return event.rows >= timing.exact_after and level >= timing.sure and lead >= timing.lead


def onset(group: LabelGroup, tracks: Tracks, member: LabelThreshold, t: float) -> float:
    """When a sound began that is confirmed now [s]."""
    # The cautious track hears what the exact ones hear, so it knows the earlier onset.
    at = member.at if member.taught else (group.general or member).at
    back = 0.0
    if tracks.recent[:, 0, at].any():
        back = (tracks.age(at, _BRIDGE) + 1) * ROW_SECONDS + LATE
    lengths = [one.pattern.length for one in _sounding(group, tracks) if one.pattern]
    return max(0.0, round(t - max([back, *lengths]), 6))


def _sounding(group: LabelGroup, tracks: Tracks) -> list[LabelThreshold]:
    """Patterns that are heard now."""
    return [member for member in group.patterns if tracks.recent[HIGH, 0, member.at]]


def event_of(group: LabelGroup, tracks: Tracks, event: Open, t: float, patterns: Patterns) -> Event:
    """An event as it is reported."""
    label = event.member.label
    named = (member for member in group.exact if member.label is label and member.names)
    cautious = None if event.member.taught else group.general
    score = float(tracks.peak[next(named, cautious or event.member).at])
    evidence = f"{'your examples' if event.member.taught else 'the network'} at {score:.2f}"
    for member in _sounding(group, tracks):
        if member.pattern is not None:
            hertz = float(patterns.hertz[member.pattern.index])
            evidence = f"{member.pattern.words} at {hertz:.0f} Hz, and {evidence}"
            score = max(score, float(tracks.peak[member.at]))
    return Event(
        event.id, t, event.onset, label.name, group.group, label.priority, round(score, 4), evidence
    )


def end_of(group: LabelGroup, event: Open, t: float) -> EventEnd:
    """The end of an event."""
    return EventEnd(event.id, t, event.onset, event.member.label.name, group.group)
