"""Scores -> events: what is confirmed, what it turns out to be, when it is over.

In: rows of posteriors, and the patterns in time that were heard beside the last one. Out:
`Event` and `EventEnd` values, in order of time. A member (a label's posterior, or a pattern that
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

from edge_aac.events.carried_state import carried
from edge_aac.events.chirps.chirp_detector import Chirps
from edge_aac.events.chirps.ongoing_chirps import LABEL, chirping, ended
from edge_aac.events.detector_state import DetectorState, Open
from edge_aac.events.event_naming import (
    encoder_may_name,
    end_of,
    event_of,
    exact,
    of_pattern,
    onset,
    own_sound,
)
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.label_groups import LabelGroup, label_groups
from edge_aac.events.scores import Scores, Weights
from edge_aac.events.timing import ROW_SECONDS, load_timing
from edge_aac.events.tonal.patterns import NO_PATTERN, Patterns
from edge_aac.events.tracks import LOW, Bools, ThresholdArrays, Tracks
from edge_aac.taxonomy import HAZARD, Taxonomy
from edge_aac.types import Event, EventEnd, FloatArray

NOTHING_TAUGHT: FloatArray = np.zeros(0, np.float32)


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
        members = sorted(
            (member for group in self._groups for member in group.members),
            key=lambda member: member.at,
        )
        self._taught = len(taxonomy.taught)
        self._columns = np.array([member.column for member in members])
        self._arrays = ThresholdArrays.of(members)
        self._group_of = np.zeros(len(members), np.int64)
        for i, group in enumerate(self._groups):
            self._group_of[[member.at for member in group.members]] = i
        hazards = (group for group in self._groups if group.group == HAZARD)
        self._hazard = next(hazards, None)
        # A cautious label hears the rows of the exact ones as its own.
        self._joins = np.eye(len(members), dtype=np.float32)
        for group in self._groups:
            if group.general is not None:
                self._joins[[member.at for member in group.exact], group.general.at] = 1.0
        # Its own posterior is about the same sound, and no alternative beside the exact ones.
        known = len(members) - self._taught
        self._alternatives = self._joins[:known, :known].copy()
        for group in self._groups:
            if group.general is not None:
                self._alternatives[group.general.at, group.general.at] = 0.0

    def start(self) -> DetectorState:
        """Nothing heard yet."""
        nothing = (None,) * len(self._groups)
        return DetectorState(Tracks.nothing(self._arrays), self._scores.start(), nothing)

    def adopted(
        self, before: Detector, state: DetectorState, end: float
    ) -> tuple[DetectorState, tuple[EventEnd, ...]]:
        """What another detector remembers, which knew other taught sounds; what is over by that."""
        state, gone = carried(state, before._groups, self._groups, self.start())
        return state, tuple(end_of(group, one, round(end, 6)) for group, one in gone)

    def step(
        self,
        state: DetectorState,
        posteriors: FloatArray,
        end: float,
        patterns: Patterns = NO_PATTERN,
        chirps: Chirps | None = None,
        taught: FloatArray = NOTHING_TAUGHT,
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
        taught : ndarray, shape (sounds,), float32
            How sure each sound is that the person taught, 0..1, in all of the rows.

        Returns
        -------
        (DetectorState, tuple of Event or EventEnd)
        """
        if posteriors.ndim != 2 or posteriors.shape[1] != self._width:
            raise ValueError(f"posteriors are {posteriors.shape}, not (n, {self._width})")
        if taught.shape != (self._taught,):
            raise ValueError(f"{taught.shape} taught scores, not {self._taught}")
        own = np.clip(np.nan_to_num(taught), 0.0, 1.0)
        decisions: list[Event | EventEnd] = []
        for back, row in zip(range(len(posteriors) - 1, -1, -1), posteriors, strict=True):
            usable = row if np.isfinite(row).all() else np.zeros_like(row)
            t = round(end - back * ROW_SECONDS, 6)
            now = patterns if back == 0 else NO_PATTERN
            state, decided = self._row(state, np.clip(usable, 0.0, 1.0), t, now, own)
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
        ends = [end_of(group, one, t) for group, one in opened if one is not None]
        if state.chirping is not None:
            ends.append(ended(state.chirping, self._chirp, t))
        ends.sort(key=lambda e: e.id)
        return replace(self.start(), next_id=state.next_id), tuple(ends)

    def _row(
        self,
        state: DetectorState,
        row: FloatArray,
        t: float,
        patterns: Patterns,
        taught: FloatArray,
    ) -> tuple[DetectorState, list[Event | EventEnd]]:
        held, scores = self._scores.step(state.held, row, patterns)
        if self._taught:
            scores = np.concatenate([scores, taught], dtype=np.float32)
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
                decided.append(event_of(group, state.tracks, after, t, patterns))
            elif after is None and before is not None:
                decided.append(end_of(group, before, t))
        # Ends before beginnings: what is over makes room for what is new.
        decided.sort(key=lambda one: isinstance(one, Event))
        return state, decided

    def _joined(self, scores: FloatArray) -> FloatArray:
        """Scores of members, a cautious label's being that some sound of its group is there.

        The exact labels are alternatives for one sound, so their probabilities join:
        an alarm that could be two things is still an alarm. What is below an exact
        label's lower threshold is left out, or several trifles would make an alarm.
        """
        counted = np.where(scores >= self._arrays.lower, scores, np.float32(0.0))
        absent = np.log1p(-np.minimum(counted, np.float32(1.0 - 1e-6)))
        # What was taught stands apart: no sum has another term, or another order, for its sake.
        known = len(self._alternatives)
        joined = scores.copy()
        other = 1.0 - np.exp(absent[:known] @ self._alternatives)
        joined[:known] = np.maximum(scores[:known], other)
        return joined

    def _begun(
        self, group: LabelGroup, state: DetectorState, ready: Bools, t: float
    ) -> Open | None:
        """The event that a watch's members confirm; None while they do not."""
        member = of_pattern(group, state.tracks, ready)
        if member is None and not self._hazardous(state):
            member = own_sound(group, state.tracks, ready)
        if member is None and not group.timing.exact_after:
            member = exact(group, state.tracks, ready)
        if member is None and any(ready[one.at] for one in group.cautious):
            member = group.general
        if member is None:
            return None
        return Open(state.next_id, onset(group, state.tracks, member, t), member)

    def _hazardous(self, state: DetectorState) -> bool:
        """Whether anything speaks for a hazard alarm: then nothing that was taught begins.

        An alarm clock that was taught is much like a smoke alarm's beeps.
        """
        if self._hazard is None or not self._taught:
            return False
        at = [member.at for member in self._hazard.members]
        open_now = state.opened[self._groups.index(self._hazard)] is not None
        return open_now or bool(state.tracks.recent[LOW][:, at].any())

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
            member = of_pattern(group, state.tracks, ready)
            if member is None and encoder_may_name(group, state, event):
                member = exact(group, state.tracks, ready)
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
