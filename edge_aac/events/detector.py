"""Scores -> events: what is confirmed, what it turns out to be, when it is over.

In: rows of posteriors, and the patterns in time that were heard beside the last one. Out:
`Event` and `EventEnd` values, in order of time. A mark (a label's posterior, or a pattern that
means a label) is confirmed once enough of its recent rows are above its threshold, goes on while
it stays above a lower one, and is over after an absence longer than the pauses inside such a
sound. A group has one open event: it may escalate from the cautious label to an exact one (same
id), never back. What is watched, and how long, is data (`timing.toml`).

Never does: naming ambient labels, suppressing what was said before, reading a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from edge_aac.events.chirps.chirp_detector import Chirps
from edge_aac.events.chirps.ongoing_chirps import LABEL, chirping, ended
from edge_aac.events.detector_state import DetectorState, Open
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.label_groups import LabelGroup, LabelThreshold, label_groups
from edge_aac.events.scores import Scores, Weights
from edge_aac.events.timing import ROW_SECONDS, load_timing, rows
from edge_aac.events.tonal.patterns import NO_PATTERN, Patterns
from edge_aac.events.tracks import HIGH, Bools, ThresholdArrays, Tracks
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import Event, EventEnd, FloatArray

LATE = 0.08
"""What a posterior that knows the past alone lags behind the sound, beyond its own row [s]:
the median on scenes of recordings kept for calibration."""
_BRIDGE = rows(0.24)
"""Absences that an onset is looked for beyond."""
_CLEARLY = 1.25
"""An exact label is announced once it is so many times as strong as the next one of its group."""


class Detector:
    """Confirms events.

    Parameters
    ----------
    taxonomy : Taxonomy
        Order of the posteriors' columns.
    thresholds : mapping of str to float
        The bundle's threshold per label and per pattern, 0..1; those of the settings come before.
    settings : EventSettings
    weights : mapping of str to Weights
        The bundle's, per pattern: what its probability is made of.

    Raises
    ------
    EdgeAacError
        The settings give a threshold to a label that does not exist.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        thresholds: Mapping[str, float],
        settings: EventSettings,
        weights: Mapping[str, Weights] | None = None,
    ) -> None:
        table = load_timing()
        self._width = len(taxonomy.labels)
        self._chirp = taxonomy[LABEL]
        self._groups = label_groups(taxonomy, thresholds, settings, table)
        self._scores = Scores(taxonomy, table.patterns, weights or {})
        members = [member for group in self._groups for member in group.members]
        self._columns = np.array([member.column for member in members])
        self._arrays = ThresholdArrays.of(members)
        self._group_of = np.repeat(
            np.arange(len(self._groups)), [len(group.members) for group in self._groups]
        )
        # A cautious label hears the rows of the exact ones as its own.
        self._joins = np.eye(len(members), dtype=np.float32)
        for group in self._groups:
            if group.general is not None:
                self._joins[[member.at for member in group.exact], group.general.at] = 1.0
        # Its own posterior is about the same sound, and no alternative beside the exact ones.
        self._alternatives = self._joins.copy()
        for group in self._groups:
            if group.general is not None:
                self._alternatives[group.general.at, group.general.at] = 0.0

    def start(self) -> DetectorState:
        """Nothing heard yet."""
        nothing = (None,) * len(self._groups)
        return DetectorState(Tracks.nothing(self._arrays), self._scores.start(), nothing)

    def step(
        self,
        state: DetectorState,
        posteriors: FloatArray,
        end: float,
        patterns: Patterns = NO_PATTERN,
        chirps: Chirps | None = None,
    ) -> tuple[DetectorState, tuple[Event | EventEnd, ...]]:
        """Take rows of posteriors and what was heard beside them, give what they decide.

        Parameters
        ----------
        state : DetectorState
        posteriors : ndarray, shape (n, labels)
            One row per 80 ms, each value in 0..1. A row that holds anything that is
            not a finite number counts as no evidence.
        end : float
            End of the last row [s].
        patterns : Patterns
            Of the last row.
        chirps : Chirps, optional
            Three chirps, the last of which was just heard.

        Returns
        -------
        (DetectorState, tuple of Event or EventEnd)
        """
        if posteriors.ndim != 2 or posteriors.shape[1] != self._width:
            raise ValueError(f"posteriors are {posteriors.shape}, not (n, {self._width})")
        decisions: list[Event | EventEnd] = []
        for back, row in zip(range(len(posteriors) - 1, -1, -1), posteriors, strict=True):
            usable = row if np.isfinite(row).all() else np.zeros_like(row)
            t = round(end - back * ROW_SECONDS, 6)
            now = patterns if back == 0 else NO_PATTERN
            state, decided = self._row(state, np.clip(usable, 0.0, 1.0), t, now)
            decisions.extend(decided)
        lasting, event = chirping(state.chirping, chirps, self._chirp, state.next_id, round(end, 6))
        if event is not None:
            decisions.append(event)
            state = replace(state, next_id=state.next_id + isinstance(event, Event))
        return replace(state, chirping=lasting), tuple(decisions)

    def flush(
        self, state: DetectorState, end: float
    ) -> tuple[DetectorState, tuple[Event | EventEnd, ...]]:
        """End of input: what is open is over; what was not confirmed never is."""
        t = round(end, 6)
        opened = zip(self._groups, state.opened, strict=True)
        ends = [_end(group, one, t) for group, one in opened if one is not None]
        if state.chirping is not None:
            ends.append(ended(state.chirping, self._chirp, t))
        ends.sort(key=lambda e: e.id)
        return replace(self.start(), next_id=state.next_id), tuple(ends)

    def _row(
        self, state: DetectorState, row: FloatArray, t: float, patterns: Patterns
    ) -> tuple[DetectorState, list[Event | EventEnd]]:
        held, scores = self._scores.step(state.held, row, patterns)
        tracks = state.tracks.update(self._arrays, self._joined(scores[self._columns]), self._joins)
        ready = tracks.evidence >= self._arrays.confirm
        state = replace(state, held=held, tracks=tracks)
        decided: list[Event | EventEnd] = []
        busy = {i for i, one in enumerate(state.opened) if one is not None}
        for i in sorted(busy.union(self._group_of[ready].tolist())):
            group, before = self._groups[i], state.opened[i]
            if before is None:
                after = self._begun(group, state, ready, t)
            else:
                after = self._followed(group, state, before, ready)
            state = self._with(state, i, after)
            if after is not None and (before is None or after.member is not before.member):
                decided.append(_event(group, state.tracks, after, t, patterns))
            elif after is None and before is not None:
                decided.append(_end(group, before, t))
        # Ends before beginnings: what is over makes room for what is new.
        decided.sort(key=lambda one: isinstance(one, Event))
        return state, decided

    def _joined(self, scores: FloatArray) -> FloatArray:
        """Scores of marks, a cautious label's being that some sound of its group is there.

        The exact labels are alternatives for one sound, so their probabilities join:
        an alarm that could be two things is still an alarm. What is below an exact
        label's lower threshold is left out, or several trifles would make an alarm.
        """
        counted = np.where(scores >= self._arrays.lower, scores, np.float32(0.0))
        absent = np.log1p(-np.minimum(counted, np.float32(1.0 - 1e-6)))
        return np.asarray(np.maximum(scores, 1.0 - np.exp(absent @ self._alternatives)), np.float32)

    def _begun(
        self, group: LabelGroup, state: DetectorState, ready: Bools, t: float
    ) -> Open | None:
        """The event that a watch's marks confirm; None while they do not."""
        member = _of_pattern(group, state.tracks, ready)
        if member is None and not group.timing.exact_after:
            member = _exact(group, state.tracks, ready)
        if member is None and any(ready[one.at] for one in group.cautious):
            member = group.general
        if member is None:
            return None
        return Open(state.next_id, _onset(group, state.tracks, member, t), member)

    def _followed(
        self, group: LabelGroup, state: DetectorState, event: Open, ready: Bools
    ) -> Open | None:
        """The open event after one more row; None where it is over."""
        at = [member.at for member in group.members]
        event = replace(event, rows=event.rows + 1)
        gone = (state.tracks.absent[at] >= self._arrays.release[at]).all()
        if gone or state.tracks.weak[at].min() >= group.timing.fade:
            return None
        if event.member is group.general:
            member = _of_pattern(group, state.tracks, ready)
            if member is None and _encoder_may_name(group, state, event):
                member = _exact(group, state.tracks, ready)
            if member is not None:
                return replace(event, member=member)
        return event

    def _with(self, state: DetectorState, i: int, event: Open | None) -> DetectorState:
        before = state.opened[i]
        opened = (*state.opened[:i], event, *state.opened[i + 1 :])
        if event is None and before is not None:
            # Old evidence belongs to the event that is over.
            state = replace(state, tracks=state.tracks.without(self._group_of == i))
        begun = before is None and event is not None
        return replace(state, opened=opened, next_id=state.next_id + begun)


def _of_pattern(group: LabelGroup, tracks: Tracks, ready: Bools) -> LabelThreshold | None:
    """The surest pattern that gives an exact label."""
    decisions = (member for member in group.exact_patterns if ready[member.at])
    return max(decisions, key=lambda member: float(tracks.value[member.at]), default=None)


def _exact(group: LabelGroup, tracks: Tracks, ready: Bools) -> LabelThreshold | None:
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


def _encoder_may_name(group: LabelGroup, state: DetectorState, event: Open) -> bool:
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


def _onset(group: LabelGroup, tracks: Tracks, member: LabelThreshold, t: float) -> float:
    """When a sound began that is confirmed now [s]."""
    # The cautious track hears what the exact ones hear, so it knows the earlier onset.
    at = (group.general or member).at
    back = 0.0
    if tracks.recent[:, 0, at].any():
        back = (tracks.age(at, _BRIDGE) + 1) * ROW_SECONDS + LATE
    lengths = [one.pattern.length for one in _sounding(group, tracks) if one.pattern]
    return max(0.0, round(t - max([back, *lengths]), 6))


def _sounding(group: LabelGroup, tracks: Tracks) -> list[LabelThreshold]:
    """Patterns that are heard now."""
    return [member for member in group.patterns if tracks.recent[HIGH, 0, member.at]]


def _event(group: LabelGroup, tracks: Tracks, event: Open, t: float, patterns: Patterns) -> Event:
    label = event.member.label
    named = (member for member in group.exact if member.label is label and member.names)
    score = float(tracks.peak[next(named, group.general or event.member).at])
    evidence = f"the network at {score:.2f}"
    for member in _sounding(group, tracks):
        if member.pattern is not None:
            hertz = float(patterns.hertz[member.pattern.index])
            evidence = f"{member.pattern.words} at {hertz:.0f} Hz, and {evidence}"
            score = max(score, float(tracks.peak[member.at]))
    return Event(
        event.id, t, event.onset, label.name, group.group, label.priority, round(score, 4), evidence
    )


def _end(group: LabelGroup, event: Open, t: float) -> EventEnd:
    return EventEnd(event.id, t, event.onset, event.member.label.name, group.group)
