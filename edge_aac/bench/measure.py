"""The real listener on a played sound, once.

In: settings, how long, what sound. Out: `Figures`. Everything is in it that the listener does for
each hop: a microphone's thread with resampling and ring, all stages, the loop, the lines. Not in
it: the voice, which has its own process, and the sound card's driver.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from edge_aac.audio.microphone import Microphone
from edge_aac.bench import process_figures
from edge_aac.bench.bench_sound import BenchSound
from edge_aac.bench.figures import Figures, Startup
from edge_aac.bench.meter import Meter, Stage
from edge_aac.bench.playback_pace import ClockPace, FastPace
from edge_aac.bench.played import Played
from edge_aac.bench.watched import Watched
from edge_aac.build import build_pipeline
from edge_aac.pipeline import Pipeline
from edge_aac.pipeline.stages import Executed, Stages
from edge_aac.process import settle
from edge_aac.report import as_line
from edge_aac.service.listener import Listener
from edge_aac.settings import Settings
from edge_aac.speech.silent_output import SilentOutput
from edge_aac.types import Report


class Subject:
    """A listener that is ready to be measured; to be made first of all, since its making counts.

    Parameters
    ----------
    settings : Settings
    note : callable
        Given one sentence where something else serves than was asked for.

    Raises
    ------
    NoModel
        There is no usable model.
    """

    def __init__(self, settings: Settings, note: Callable[[str], None]) -> None:
        self._settings = settings
        self._meter = Meter()
        self._executed: Executed
        self._pipeline: Pipeline = build_pipeline(settings, note, around=self._around)
        settle()
        self._startup = Startup(
            process_figures.age(), time.process_time(), process_figures.peak_memory()
        )

    def measure(
        self,
        sound: BenchSound,
        seconds: float,
        between: Callable[[int, int], None] | None = None,
    ) -> Figures:
        """Let it listen to a sound for so long [s]; once, since it goes on from where it is.

        Parameters
        ----------
        sound : BenchSound
        seconds : float
        between : callable, optional
            As `Watched` takes it.

        Raises
        ------
        EdgeAacError
            It was cut short.
        """
        audio = self._settings.audio
        pace = ClockPace() if audio.realtime else FastPace()
        played = Played(sound, pace, partial(self._meter.add, Stage.MICROPHONE))
        microphone = Microphone(played, None, audio.buffer_seconds, audio.stall_seconds)
        watched = Watched(
            microphone, seconds, pace, self._meter, lambda: played.thread_time, between
        )
        Listener(lambda: watched, self._pipeline, SilentOutput(), _unseen).run()
        return Figures(watched.run, self._startup, self._executed, sound.name, audio.realtime)

    def _around(self, stages: Stages) -> Stages:
        self._executed = stages.executed
        return self._meter.around_all(stages)


def _unseen(report: Report) -> None:
    """Form a line as for a reader, who is not there."""
    as_line(report)
