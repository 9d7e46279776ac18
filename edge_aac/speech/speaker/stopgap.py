"""The signal of a hazard where no voice could give it in time.

In: what is to be said, and whether a voice is there to say it. Out: one signal for each hazard that
waits in vain, through whoever gives it. The words follow with the next voice, behind a signal of
their own. Never does: anything while a voice lives; words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.queue.queue_state import QueueState
from edge_aac.types import Priority, Utterance

WAIT_SECONDS = 0.25
"""A voice that lives has begun by then."""
_MOST = 8

Signal: TypeAlias = Callable[[Earcon, float], None]
"""Gives a signal at a volume (0 to 1), without a voice; never waits and never raises."""


class Stopgap:
    """Remembers for which hazards it signalled.

    Parameters
    ----------
    signal : Signal or None
        Without one nothing is ever signalled.
    volume : callable
        How loud, 0 to 1.
    """

    def __init__(self, signal: Signal | None, volume: Callable[[], float]) -> None:
        self._signal = signal
        self._volume = volume
        self._done: deque[Utterance] = deque(maxlen=_MOST)

    def look(self, state: QueueState, now: float, lively: bool) -> None:
        """Signal where it is time and no voice that can is `lively`."""
        if lively or self._signal is None:
            return
        current = () if state.speaking is None else (state.speaking,)
        for item in (*current, *state.waiting):
            waits = item.priority is Priority.CRITICAL and now - item.since >= WAIT_SECONDS
            known = any(one is item.utterance for one in self._done)
            if waits and not known and item.earcon is not None:
                self._done.append(item.utterance)
                self._signal(item.earcon, self._volume())
