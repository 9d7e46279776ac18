"""What goes on around an announced sound: rain, speech, a fan, from when to when.

In: what was heard of each hop. Out: a `SoundSpan` for each stretch of a label that is never
announced, each minute while it goes on, and when it is over. Bounded. Never does: announcing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from edge_aac.events.spans import Span, Spans
from edge_aac.sound_span import SoundSpan
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import ROW_SECONDS, SAMPLE_RATE, HopResult, Priority

_BEAT_ROWS = 750
"""One minute."""
LEAST = 0.3
"""A label counts from this score, where the model's own is lower: those are for the best three of a
scene, and here each label stands for itself."""


class AmbientWatch:
    """Notices what goes on.

    Parameters
    ----------
    taxonomy : Taxonomy
    thresholds : mapping of str to float
        The model's, per label, 0..1.
    add : callable
        Given each sound, and the same text for it each time.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        thresholds: Mapping[str, float],
        add: Callable[[SoundSpan, str], None],
    ) -> None:
        self._labels, self._add = taxonomy.labels, add
        clear = [
            max(thresholds[one.name], LEAST) if one.priority is Priority.AMBIENT else 2.0
            for one in taxonomy.labels
        ]
        self._spans = Spans(np.array(clear, np.float32))
        self._state = self._spans.start()
        self._offset = 0.0
        """The stretches' clock lacks what a source lost [s]."""

    def hear(self, hop: HopResult) -> None:
        """Take a hop."""
        before = self._state.row
        self._state, _, over = self._spans.step(self._state, hop.posteriors)
        self._offset = hop.end / SAMPLE_RATE - self._state.row * ROW_SECONDS
        for span in over:
            self._give(span)
        if self._state.row // _BEAT_ROWS != before // _BEAT_ROWS:
            for span in self._spans.flush(self._state):
                self._give(span)

    def close(self) -> None:
        """The listener ends: so does what goes on."""
        for span in self._spans.flush(self._state):
            self._give(span)
        self._state = self._spans.start()

    def _give(self, span: Span) -> None:
        label = self._labels[span.column]
        start, end = span.start + self._offset, span.end + self._offset
        sound = SoundSpan(label.name, label.group, label.priority, start, end, span.score)
        self._add(sound, f"{label.name}/{span.start}")
