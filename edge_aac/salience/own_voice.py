"""The listener's own voice, which a loudspeaker brings back to the microphone.

In: when it spoke, on the input's clock, and rows of posteriors. Out: whether a stretch of
sound held the own voice or its echo, and the rows with what resembles a voice or a signal kept
just under what would confirm an event. What goes on is noticed as soon as the voice is over,
so nothing is lost that lasts; and what sounded before goes on.

Never does: hazard alarms, which always get through; reading a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import FloatArray

RESEMBLING = frozenset(
    {
        "car_horn",
        "clock_alarm",
        "crying_baby",
        "dog",
        "phone_ringing",
        "scream",
        "siren",
        "train_horn",
    }
)
"""Announced labels that 500 own utterances and signals, leaked in at -12 to -6 dB, brought above
half of their threshold. No hazard alarm was: the highest came to a quarter of its own."""
_UNDER = 0.95
"""Part of its threshold that such a label is believed meanwhile."""
_LOUD_TAIL = 0.25
"""For so long after it a room is still as loud as the voice was, nearly [s]."""
_MEMORY = 1.0
"""For so long after the echo the network still makes something of it: 2.2 s after a sentence it
heard a chainsaw at 0.72 where without the sentence nothing came to 0.12 [s]."""
_BREATH = 0.2
"""Speech that is reported in pieces may have such gaps [s]."""
_MOST_SPANS = 16


@dataclass(frozen=True, slots=True)
class OwnVoiceState:
    """When the listener spoke lately."""

    spans: tuple[tuple[float, float], ...] = ()
    """Beginnings and ends [s]; in order, apart from each other."""


class OwnVoice:
    """Keeps the listener from hearing itself.

    Parameters
    ----------
    taxonomy : Taxonomy
    thresholds : mapping of str to float
        What confirms an event, per label, 0..1.
    settings : SalienceSettings
    """

    def __init__(
        self, taxonomy: Taxonomy, thresholds: Mapping[str, float], settings: SalienceSettings
    ) -> None:
        most = [
            _UNDER * thresholds[name] if name in RESEMBLING else np.inf for name in taxonomy.names
        ]
        self._most = np.asarray(most, np.float32)
        self._tail = settings.echo_seconds

    def start(self) -> OwnVoiceState:
        """Nothing said yet."""
        return OwnVoiceState()

    def spoke(self, state: OwnVoiceState, start: float, end: float) -> OwnVoiceState:
        """The voice was heard, or will be, from `start` to `end` [s], the room's tail left out.

        A stretch may be reported in pieces, each as soon as it is known.
        """
        if end < start:
            return state
        first, last = start, end
        apart = []
        for span in state.spans:
            if span[1] + _BREATH < first or span[0] > last + _BREATH:
                apart.append(span)
            else:
                first, last = min(first, span[0]), max(last, span[1])
        return replace(state, spans=tuple(sorted([*apart, (first, last)]))[-_MOST_SPANS:])

    def holds(self, state: OwnVoiceState, start: float, end: float) -> bool:
        """Whether a stretch of sound held the own voice or its echo."""
        return _meets(state, start, end, self._tail)

    def remembered(self, state: OwnVoiceState, start: float, end: float) -> bool:
        """Whether the network may still remember the own voice, or hears it: no scene is seen."""
        return _meets(state, start, end, self._tail + _MEMORY)

    def covers(self, state: OwnVoiceState, start: float, end: float) -> bool:
        """Whether a stretch of sound held the own voice so loud that it hides what else sounds."""
        return _meets(state, start, end, min(self._tail, _LOUD_TAIL))

    def believed(self, posteriors: FloatArray) -> FloatArray:
        """Rows that held the own voice, as they may be believed.

        Parameters
        ----------
        posteriors : ndarray, shape (n, labels)

        Returns
        -------
        ndarray, shape (n, labels), float32
            The same, what resembles a voice or a signal at most just under its threshold.
        """
        return np.minimum(posteriors, self._most)


def _meets(state: OwnVoiceState, start: float, end: float, tail: float) -> bool:
    return any(first < end and start < last + tail for first, last in state.spans)
