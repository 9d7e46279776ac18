"""A sound system whose only microphone hears a given sound, over and over.

In: a sound, a pace. Out: readings at 48 kHz, as most devices give them, so that the listener's own
resampling is part of what is measured. Each sample comes three times: the resampler's filter
makes of that what it was, and a player that filtered itself would cost more than it measures.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from edge_aac.audio.recorder import Reading
from edge_aac.bench.bench_sound import BenchSound
from edge_aac.bench.playback_pace import Pace
from edge_aac.types import SAMPLE_RATE

TIMES = 3


class Played:
    """The sound system, and the open device at once.

    Parameters
    ----------
    sound : BenchSound
    pace : Pace
    used : callable
        Given the processor time that the one thread which reads has spent on each reading [ns].
    """

    rate = TIMES * SAMPLE_RATE

    def __init__(self, sound: BenchSound, pace: Pace, used: Callable[[int], None]) -> None:
        self._sound = sound
        self._pace = pace
        self._used = used
        self._at = 0
        self._given: int | None = None
        self.thread_time = 0
        """Processor time of the thread that reads, all of it so far [ns]."""

    @property
    def name(self) -> str:
        """The sound's."""
        return self._sound.name

    @property
    def source(self) -> None:
        """No sound server's."""
        return None

    def open(self, wanted: str | None) -> Played:  # noqa: ARG002
        """The one device that there is."""
        return self

    def abandon(self) -> None:
        """It never hangs."""

    def read(self, frames: int) -> Reading:
        """So many frames, shape (frames, 1), once they have been played."""
        self.thread_time = time.thread_time_ns()
        if self._given is not None:
            self._used(self.thread_time - self._given)
        end = self._at + frames
        self._pace.wait(end / self.rate)
        first, past = self._at // TIMES, -(-end // TIMES)
        skipped = self._at - first * TIMES
        samples = np.repeat(self._sound.piece(first, past - first), TIMES)
        self._at = end
        self._given = time.thread_time_ns()
        return Reading(samples[skipped : skipped + frames, None])

    def close(self) -> None:
        """Nothing is open."""
