"""A recording in, the sounds in it out: what sounds, from when to when.

In: blocks of a recording. Out: `SoundSpan` values, each as soon as it is over, and what was heard
of each hop for whoever wants more. What is announced by a listener is confirmed here by the same
detector; all other labels are there while their scores say so. Memory does not grow with the
recording. Never does: words, files, announcing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.boundaries import SETTLED_SECONDS, Boundaries
from edge_aac.events.chirps.chirp_detector import ChirpDetector
from edge_aac.events.detector import Detector
from edge_aac.events.spans import Span, Spans
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.sound_clock import seconds_at
from edge_aac.sound_span import SoundSpan
from edge_aac.taxonomy import Label, Taxonomy
from edge_aac.types import (
    ROW_SECONDS,
    SAMPLE_RATE,
    Block,
    Event,
    EventEnd,
    FloatArray,
    HopResult,
    Priority,
)

LEAST_AMBIENT = 0.3
"""A label that is never announced counts from this score, where the model's own is lower: those are
for the best three of a scene, and a line of subtitles names a sound by itself."""
MOST_HEARD: Mapping[Priority, float] = {Priority.ATTENTION: 0.5, Priority.CRITICAL: 0.3}
"""One that is announced counts from this score at the latest: a listener must be surer, since it
interrupts a person. Chosen by the F1 of events in composed programmes of `calibrate`: of 114
hazards 62 instead of 32 are found, and 26 invented instead of 9 in two hours."""
_NONE: NDArray[np.int64] = np.zeros(0, np.int64)
_Key = tuple[str, int]
"""A label's column, or an event's id."""
_FAINT = 0.4
"""Part of its threshold above which an announced sound still goes on."""


class Transcriber:
    """Finds the sounds of recordings.

    Parameters
    ----------
    frontend, tonal, chirps, detector : the stages
    taxonomy : Taxonomy
    thresholds : mapping of str to float
        What confirms each label of the taxonomy, 0..1.
    release : callable
        How long a group's detector waits before a sound is over [s].
    boundaries : Boundaries, optional
        What finds where sounds begin and end.
    cautious : bool
        Whether a hazard is one only where a listener would announce it.
    """

    def __init__(
        self,
        frontend: Frontend,
        tonal: TonalDetector,
        chirps: ChirpDetector,
        detector: Detector,
        taxonomy: Taxonomy,
        thresholds: Mapping[str, float],
        release: Callable[[str], float],
        boundaries: Boundaries | None = None,
        cautious: bool = False,
    ) -> None:
        self._frontend, self._tonal = frontend, tonal
        self._chirps, self._detector = chirps, detector
        self._labels, self._release = taxonomy.labels, release
        self._boundaries = boundaries or Boundaries()
        self._by_name = {label.name: label for label in taxonomy.every}
        upper = np.array([thresholds[name] for name in taxonomy.names], np.float32)
        clear = [
            _clear(label, threshold, cautious)
            for label, threshold in zip(taxonomy.labels, upper.tolist(), strict=True)
        ]
        self._spans = Spans(np.array(clear, np.float32))
        self._faint = upper * np.float32(_FAINT)
        self._columns = {
            group: np.flatnonzero([one.group == group for one in taxonomy.labels])
            for group in {one.group for one in taxonomy.labels}
        }

    def sounds(
        self, blocks: Iterable[Block], show: Callable[[HopResult], None] = lambda _: None
    ) -> Iterator[SoundSpan]:
        """The sounds of a recording, in the order of their ends.

        Parameters
        ----------
        blocks : iterable of Block
        show : callable
            Given each hop as it is heard.
        """
        taking = _Taking(self)
        state = self._frontend.start()
        for block in blocks:
            state, hops = self._frontend.step(state, block)
            for hop in hops:
                show(hop)
                yield from taking.hear(hop)
        end = state.clock / SAMPLE_RATE
        _, last = self._frontend.flush(state)
        for hop in last:
            show(hop)
            yield from taking.hear(hop)
        yield from taking.finish(end)


def _clear(label: Label, threshold: float, cautious: bool) -> float:
    """From which score a stretch of a label is clear without the detector; above 1, never."""
    if label.priority is Priority.AMBIENT:
        return max(threshold, LEAST_AMBIENT)
    if label.priority is Priority.CRITICAL and cautious:
        return 2.0
    return min(threshold, MOST_HEARD[label.priority])


class _Taking:
    """One recording as it is heard."""

    def __init__(self, of: Transcriber) -> None:
        self._of = of
        self._tones, self._chirped = of._tonal.start(), of._chirps.start()
        self._detected, self._held = of._detector.start(), of._spans.start()
        self._boundaries, self._heard = of._boundaries, of._boundaries.start()
        self._loud = np.full(len(of._labels), -1.0)
        """When each label was last not faint [s]."""
        self._due: dict[_Key, tuple[float, str]] = {}
        """Beginnings whose place is not settled yet: about when [s], and of which group."""
        self._begun: dict[_Key, float] = {}
        """When open stretches and events began, exactly."""
        self._open: dict[int, Event] = {}
        """Open events by id."""

    def hear(self, hop: HopResult) -> Iterator[SoundSpan]:
        """Take a hop; the sounds that are over."""
        of, t = self._of, seconds_at(hop.end)
        rows: FloatArray = hop.posteriors
        self._heard = self._boundaries.step(self._heard, hop.spectrum, rows)
        self._tones, patterns = of._tonal.step(self._tones, hop.spectrum)
        self._chirped, chirps = of._chirps.step(self._chirped, hop.spectrum, t)
        for back, row in zip(range(len(rows) - 1, -1, -1), rows, strict=True):
            self._loud[row >= of._faint] = t - back * ROW_SECONDS
        self._detected, decided = of._detector.step(self._detected, rows, t, patterns, chirps)
        self._held, known, over = of._spans.step(self._held, rows)
        for span in known:
            self._due["label", span.column] = span.start, of._labels[span.column].group
        for key in [one for one, (at, _) in self._due.items() if at + SETTLED_SECONDS <= t]:
            self._settle(key)
        yield from (self._ambient(span) for span in over)
        yield from self._announced(decided)

    def finish(self, end: float) -> Iterator[SoundSpan]:
        """The recording ends here [s]: so does what still sounds."""
        self._heard = self._boundaries.finish(self._heard)
        _, ends = self._of._detector.flush(self._detected, end)
        yield from self._announced(ends, end)
        for span in self._of._spans.flush(self._held):
            yield self._ambient(span, end)

    def _ambient(self, span: Span, latest: float = float("inf")) -> SoundSpan:
        label = self._of._labels[span.column]
        begun = self._beginning(("label", span.column), span.start)
        end = min(self._boundaries.end(self._heard, span.end), latest)
        start = min(begun, end)
        return SoundSpan(label.name, label.group, label.priority, start, end, span.score)

    def _announced(
        self, decided: Iterable[Event | EventEnd], latest: float | None = None
    ) -> Iterator[SoundSpan]:
        for one in decided:
            if isinstance(one, Event):
                if one.id not in self._open:
                    self._due["event", one.id] = one.onset, one.group
                self._open[one.id] = one
            elif one.id in self._open:
                yield self._sound(self._open.pop(one.id), one, latest is not None)

    def _sound(self, event: Event, end: EventEnd, over: bool) -> SoundSpan:
        label = self._of._by_name[end.label]
        onset = self._beginning(("event", end.id), event.onset)
        loud = self._heard_last(label)
        waited = 0.0 if over else self._of._release(label.group)
        # A pattern may know a sound that the network hardly heard.
        until = loud if loud > onset else max(event.t, end.t - waited)
        until = self._boundaries.end(self._heard, until)
        start = min(onset, end.t)
        return SoundSpan(
            label.name,
            label.group,
            label.priority,
            start,
            min(max(until, start), end.t),
            event.score,
        )

    def _settle(self, key: _Key) -> None:
        """Find where a sound began, while that is remembered."""
        at, group = self._due.pop(key)
        columns = self._of._columns.get(group, _NONE)
        self._begun[key] = self._boundaries.onset(self._heard, at, columns)

    def _beginning(self, key: _Key, otherwise: float) -> float:
        """When a sound that is over began [s]."""
        if key in self._due:
            self._settle(key)
        return self._begun.pop(key, otherwise)

    def _heard_last(self, label: Label) -> float:
        columns = self._of._columns.get(label.group)
        return -1.0 if columns is None else float(self._loud[columns].max())
