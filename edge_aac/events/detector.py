"""Posteriors and cadences -> events: what is confirmed, what it turns out to be, when it is over.

In: posteriors, one row per 80 ms, and the temporal patterns heard beside them. Out:
`Event` and `EventEnd` values, in order of time. A label is confirmed once enough of
its recent rows are above its threshold, goes on while it stays above a lower one, and
is over after an absence longer than the pauses inside such a sound. A group has one
open event: it may escalate from the cautious label to an exact one (same id), never
back. What a standard's cadence names (`timing.toml`) only that cadence confirms.

Never does: naming ambient labels, suppressing what was said before, reading a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from edge_aac.events import fusion
from edge_aac.events.cadence.listener import Heard
from edge_aac.events.chirping import LABEL, chirping, ended
from edge_aac.events.settings import EventSettings
from edge_aac.events.state import DetectorState, Open, WatchState
from edge_aac.events.timing import ROW_SECONDS, load_timing, rows
from edge_aac.events.track import IDLE, Track
from edge_aac.events.watch import Mark, Watch, watches
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import Event, EventEnd, FloatArray

LATE = 0.08
"""What a posterior that knows the past alone lags behind the sound, beyond its own row [s]:
the median on scenes of recordings kept for calibration."""
_BRIDGE = rows(0.24)
"""Absences that an onset is looked for beyond."""
_SURE = 0.9
"""Posterior over two seconds by which the network alone may name a hazard alarm: the sounders of
buildings are loud and go on, a clock's bell comes to that in its first strokes at most."""
_CLEARLY = 1.25
"""An exact label is told once it is so many times as strong as the next one of its group."""


class Detector:
    """Confirms events.

    Parameters
    ----------
    taxonomy : Taxonomy
        Order of the posteriors' columns.
    thresholds : mapping of str to float
        The bundle's threshold per label, 0..1; those of the settings come before.
    settings : EventSettings

    Raises
    ------
    EdgeAacError
        The settings give a threshold to a label that does not exist.
    """

    def __init__(
        self, taxonomy: Taxonomy, thresholds: Mapping[str, float], settings: EventSettings
    ) -> None:
        self._width = len(taxonomy.labels)
        self._chirp = taxonomy[LABEL]
        self._watches = watches(taxonomy, thresholds, settings, load_timing())
        self._rivals = [
            [i for i, label in enumerate(taxonomy.labels) if label.group != watch.group]
            for watch in self._watches
        ]

    def start(self) -> DetectorState:
        """Nothing heard yet."""
        return DetectorState(tuple(WatchState((IDLE,) * len(w.marks)) for w in self._watches))

    def step(
        self,
        state: DetectorState,
        posteriors: FloatArray,
        end: float,
        cadences: tuple[Heard, ...] = (),
    ) -> tuple[DetectorState, tuple[Event | EventEnd, ...]]:
        """Take rows of posteriors and the cadences beside them, give what they decide.

        Parameters
        ----------
        state : DetectorState
        posteriors : ndarray, shape (n, labels)
            One row per 80 ms, each value in 0..1. A row that holds anything that is
            not a finite number counts as no evidence.
        end : float
            End of the last row [s].
        cadences : tuple of Heard
            Groups of pulses that ended with the last row, or a moment before.

        Returns
        -------
        (DetectorState, tuple of Event or EventEnd)
        """
        if posteriors.ndim != 2 or posteriors.shape[1] != self._width:
            raise ValueError(f"posteriors are {posteriors.shape}, not (n, {self._width})")
        heard: list[Event | EventEnd] = []
        for back, row in zip(range(len(posteriors) - 1, -1, -1), posteriors, strict=True):
            usable = row if np.isfinite(row).all() else np.zeros_like(row)
            t = round(end - back * ROW_SECONDS, 6)
            now = cadences if back == 0 else ()
            state, decided = self._row(state, np.clip(usable, 0.0, 1.0).tolist(), t, now)
            heard.extend(decided)
        chirps, event = chirping(state.chirps, cadences, self._chirp, state.next_id, round(end, 6))
        if event is not None:
            heard.append(event)
            state = replace(state, next_id=state.next_id + isinstance(event, Event))
        return replace(state, chirps=chirps), tuple(heard)

    def flush(
        self, state: DetectorState, end: float
    ) -> tuple[DetectorState, tuple[Event | EventEnd, ...]]:
        """End of input: what is open is over; what was not confirmed never is."""
        t = round(end, 6)
        watched = zip(self._watches, state.watched, strict=True)
        ends = [_end(watch, one.open, t) for watch, one in watched if one.open]
        if state.chirps is not None:
            ends.append(ended(state.chirps, self._chirp, t))
        ends.sort(key=lambda e: e.id)
        return replace(self.start(), next_id=state.next_id), tuple(ends)

    def _row(
        self, state: DetectorState, row: list[float], t: float, cadences: tuple[Heard, ...]
    ) -> tuple[DetectorState, list[Event | EventEnd]]:
        watched: list[WatchState] = []
        decided: list[Event | EventEnd] = []
        next_id = state.next_id
        for watch, rivals, before in zip(self._watches, self._rivals, state.watched, strict=True):
            after = replace(before, tracks=_hear(watch, before.tracks, row))
            if watch.timing.cadences:
                after = _weigh(watch, after, row, max(row[i] for i in rivals), cadences, t)
            event: Event | EventEnd | None
            if after.open is None:
                after, event = _confirm(watch, after, next_id, t)
                next_id += event is not None
            else:
                after, event = _follow(watch, after, after.open, t)
            watched.append(after)
            if event is not None:
                decided.append(event)
        # Ends before beginnings: what is over makes room for what is new.
        decided.sort(key=lambda one: isinstance(one, Event))
        return replace(state, watched=tuple(watched), next_id=next_id), decided


def _hear(watch: Watch, tracks: tuple[Track, ...], row: list[float]) -> tuple[Track, ...]:
    timing = watch.timing
    exact = [
        track.hear(row[mark.column], timing.rise, mark.upper, mark.lower, timing.within)
        for mark, track in zip(watch.exact, tracks, strict=False)
    ]
    if watch.general is None:
        return tuple(exact)
    mark = watch.general
    general = tracks[-1].hear(
        _any_of(watch, row), timing.rise, mark.upper, mark.lower, timing.within
    )
    strong, present = any(t.strong for t in exact), any(t.present for t in exact)
    return (*exact, general.joined(strong, present, any(t.hinted for t in exact)))


def _any_of(watch: Watch, row: list[float]) -> float:
    """Probability that some sound of the group is there.

    The exact labels are alternatives for one sound, so their probabilities join:
    an alarm that could be two things is still an alarm. What is below an exact
    label's lower threshold is left out, or several trifles would make an alarm.
    """
    assert watch.general is not None
    absent = 1.0
    for mark in watch.exact:
        p = row[mark.column]
        if p >= mark.lower:
            absent *= 1.0 - p
    return max(row[watch.general.column], 1.0 - absent)


def _weigh(
    watch: Watch,
    state: WatchState,
    row: list[float],
    rival: float,
    cadences: tuple[Heard, ...],
    t: float,
) -> WatchState:
    """What the cadences claim, the network being the other witness."""
    alarm = 1.0
    for mark in watch.marks:
        alarm *= 1.0 - row[mark.column]
    witness = state.witness.hear(1.0 - alarm, rival)
    known = [one for one in cadences if one.pattern.value in watch.timing.cadences]
    return replace(
        state,
        witness=witness,
        claim=fusion.claim(state.claim, known, witness, t),
        hinted=fusion.hinted(cadences, witness),
    )


def _confirm(
    watch: Watch, state: WatchState, next_id: int, t: float
) -> tuple[WatchState, Event | None]:
    mark = _claimed(watch, state)
    if mark is None and not watch.timing.exact_after:
        mark = _exact(watch, state.tracks)
    if mark is None:
        enough = state.tracks[-1].evidence >= watch.timing.general_confirm
        if watch.general is None or not (enough or state.hinted):
            return state, None
        mark = watch.general
    # The cautious track hears what the exact ones hear, so it knows the earlier onset.
    track = state.tracks[-1 if watch.general else watch.marks.index(mark)]
    onset = max(0.0, round(t - (track.age(_BRIDGE) + 1) * ROW_SECONDS - LATE, 6))
    if state.claim is not None:
        onset = state.claim.onset if not track.evidence else min(onset, state.claim.onset)
    event = Open(next_id, onset, mark)
    return replace(state, open=event), _event(watch, state, event, t)


def _claimed(watch: Watch, state: WatchState) -> Mark | None:
    """The label of the cadence that sounds."""
    if state.claim is None:
        return None
    name = watch.timing.cadences[state.claim.pattern.value]
    return next(mark for mark in watch.exact if mark.label.name == name)


def _exact(watch: Watch, tracks: tuple[Track, ...]) -> Mark | None:
    """The exact label that is confirmed; None when there is none, or no clear one."""
    ranked = sorted(
        (
            (track.level / mark.upper, mark)
            for mark, track in zip(watch.exact, tracks, strict=False)
            if track.evidence >= watch.timing.confirm
        ),
        key=lambda pair: -pair[0],
    )
    if not ranked:
        return None
    unclear = len(ranked) > 1 and ranked[0][0] < _CLEARLY * ranked[1][0]
    if unclear and watch.general is not None:
        return None
    mark = ranked[0][1]
    return None if watch.timing.needs_cadence(mark.label.name) else mark


def _follow(
    watch: Watch, state: WatchState, event: Open, t: float
) -> tuple[WatchState, Event | EventEnd | None]:
    present = any(track.present for track in state.tracks)
    strong = any(track.strong for track in state.tracks)
    event = replace(
        event,
        absent=0 if present else event.absent + 1,
        weak=0 if strong else event.weak + 1,
        rows=event.rows + 1,
    )
    gone = event.absent >= watch.timing.release or event.weak >= watch.timing.fade
    if gone and state.claim is None:
        # Old evidence belongs to the event that is over.
        return WatchState((IDLE,) * len(watch.marks)), _end(watch, event, t)
    if event.mark is watch.general:
        mark = _claimed(watch, state)
        if mark is None and _network_may_name(watch, state, event):
            mark = _exact(watch, state.tracks)
        if mark is not None:
            event = replace(event, mark=mark)
            return replace(state, open=event), _event(watch, state, event, t)
    return replace(state, open=event), None


def _network_may_name(watch: Watch, state: WatchState, event: Open) -> bool:
    """Whether the network's word is enough for an exact label: no cadence spoke, no rival is near.

    A bell is an alarm clock's as well as a fire alarm's.
    """
    if not watch.timing.exact_after:
        return True
    lasting = event.rows >= watch.timing.exact_after
    sure = any(track.level >= _SURE for track in state.tracks)
    return lasting and sure and state.witness.unrivalled


def _event(watch: Watch, state: WatchState, event: Open, t: float) -> Event:
    label = event.mark.label
    peak = state.tracks[watch.marks.index(event.mark)].peak
    evidence = f"the network at {peak:.2f}"
    if state.claim is not None:
        peak = max(peak, state.claim.score)
        evidence = f"{state.claim.evidence}, and {evidence}"
    score = round(peak, 4)
    return Event(event.id, t, event.onset, label.name, watch.group, label.priority, score, evidence)


def _end(watch: Watch, event: Open, t: float) -> EventEnd:
    return EventEnd(event.id, t, event.onset, event.mark.label.name, watch.group)
