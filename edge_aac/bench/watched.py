"""A source that sees what its listener costs.

In: a microphone, how much of it is listened to. Out: the same blocks; at the end a `Run`. Between
two blocks the listener works, which is what is timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from edge_aac.audio.source import Source, SourceLost
from edge_aac.bench import process_figures
from edge_aac.bench.figures import Run
from edge_aac.bench.meter import Meter
from edge_aac.bench.playback_pace import Pace
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block

_LOOK_EVERY = SAMPLE_RATE
"""Samples between two looks at the memory."""


class Watched:
    """A source that sees what its listener costs.

    Parameters
    ----------
    source : Source
    seconds : float
        How much sound is listened to.
    pace : Pace
        Learns how far the listener is.
    meter : Meter
        Of the listener's stages.
    device_time : callable
        Processor time of the source's own thread so far [ns].
    between : callable
        Called after each block with the samples and the processor time so far [ns]; what it takes
        itself, in this thread, is not the listener's.
    """

    def __init__(
        self,
        source: Source,
        seconds: float,
        pace: Pace,
        meter: Meter,
        device_time: Callable[[], int],
        between: Callable[[int, int], None] | None = None,
    ) -> None:
        self._source = source
        self._end = round(seconds * SAMPLE_RATE)
        self._pace = pace
        self._meter = meter
        self._device_time = device_time
        self._between = between
        self._run: Run | None = None

    @property
    def name(self) -> str:
        """The source's."""
        return self._source.name

    @property
    def live(self) -> bool:
        """As the source."""
        return self._source.live

    @property
    def run(self) -> Run:
        """What was measured.

        Raises
        ------
        EdgeAacError
            The listener was stopped before the end.
        """
        if self._run is None:
            raise EdgeAacError("The measuring was cut short: start it again.")
        return self._run

    def blocks(self) -> Iterator[Block]:
        """The source's blocks until there were enough.

        Raises
        ------
        EdgeAacError
            The source stopped before that.
        """
        hops: list[int] = []
        samples = end = aside = 0
        highest = process_figures.memory()
        self._meter.clear()
        device = self._device_time()
        began, began_here = time.process_time_ns(), time.thread_time_ns()
        try:
            for block in self._source.blocks():
                given = time.perf_counter_ns()
                yield block
                took = time.perf_counter_ns() - given
                before = samples // HOP_SAMPLES
                samples += len(block.samples)
                if samples // HOP_SAMPLES > before:
                    hops.append(took)
                if samples // _LOOK_EVERY > (samples - len(block.samples)) // _LOOK_EVERY:
                    highest = _higher(highest, process_figures.memory())
                if self._between is not None:
                    here = time.thread_time_ns()
                    self._between(samples, time.process_time_ns() - began - aside)
                    aside += time.thread_time_ns() - here
                end = block.start + len(block.samples)
                if end >= self._end:
                    break
                self._pace.taken(end / SAMPLE_RATE)
        except SourceLost as error:
            raise EdgeAacError(
                f"The measuring stopped after {samples / SAMPLE_RATE:.0f} s: start it again."
            ) from error
        if not hops:
            return
        cpu = time.process_time_ns() - began - aside
        known = time.thread_time_ns() - began_here - aside + self._device_time() - device
        self._run = Run(
            samples / SAMPLE_RATE,
            (end - samples) / SAMPLE_RATE,
            cpu,
            self._meter.spent,
            # The system brings the time of a thread that runs elsewhere up to date now and then.
            max(0, cpu - known),
            tuple(hops),
            highest,
            process_figures.threads(),
        )

    def close(self) -> None:
        """Let go of the source."""
        # First who waits in it, so that the source's thread comes back.
        self._pace.close()
        self._source.close()


def _higher(one: int | None, other: int | None) -> int | None:
    return other if one is None or (other is not None and other > one) else one
