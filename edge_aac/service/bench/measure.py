"""The real listener on a played sound, once.

In: settings, how long, what sound. Out: `Figures`. Everything is in it that the listener does for
each hop: a microphone's thread with resampling and ring, all stages, the loop, the lines. Not in
it: the voice, which has its own process, and the sound card's driver.
Never does: printing a line.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from edge_aac.audio.microphone import Microphone
from edge_aac.pipeline import Pipeline, build_pipeline
from edge_aac.pipeline.stages import Executed, Stages
from edge_aac.report import as_line
from edge_aac.service.bench import process
from edge_aac.service.bench.figures import Figures, Startup
from edge_aac.service.bench.meter import Meter, Stage
from edge_aac.service.bench.pace import ClockPace, FastPace
from edge_aac.service.bench.played import Played
from edge_aac.service.bench.scene import Sound
from edge_aac.service.bench.watched import Watched
from edge_aac.service.listener import Listener
from edge_aac.settings import Settings
from edge_aac.speech.silent import Silent
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
        self._startup = Startup(process.age(), time.process_time(), process.peak_memory())

    def measure(
        self,
        sound: Sound,
        seconds: float,
        between: Callable[[int, int], None] | None = None,
    ) -> Figures:
        """Let it listen to a sound for so long [s]; once, since it goes on from where it is.

        Parameters
        ----------
        sound : Sound
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
        Listener(lambda: watched, self._pipeline, Silent(), _unseen).run()
        return Figures(watched.run, self._startup, self._executed, sound.name, audio.realtime)

    def _around(self, stages: Stages) -> Stages:
        self._executed = stages.executed
        return self._meter.around_all(stages)


def _unseen(report: Report) -> None:
    """Form a line as for a reader, who is not there."""
    as_line(report)
