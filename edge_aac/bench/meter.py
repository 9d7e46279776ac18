"""Processor time by stage.

In: a stage. Out: the same with a clock around each of its methods. The clock is that of the thread
that calls, so that what other threads do meanwhile counts for no stage; stages do not call each
other. So no time is counted twice. Never does: touching what a stage takes or gives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import wraps
from typing import Any, TypeVar, cast

from edge_aac.pipeline.stages import Stages

Part = TypeVar("Part")


class Stage(str, Enum):
    """The parts of the whole."""

    MICROPHONE = "microphone"
    """Channels to one, resampling, the ring; not the device and its driver."""
    FRONT_END = "front_end"
    """Log-Mel and narrow-band spectrum."""
    ENCODER = "encoder"
    TONAL = "tonal"
    """Patterns in time of tones, and chirps."""
    DETECTOR = "detector"
    GATE = "gate"
    """What is worth saying: the gate, the watch over the scene, the own voice."""
    DECODER = "decoder"


class Meter:
    """Adds up the processor time of each stage.

    Parameters
    ----------
    now : callable
        Processor time of the thread that calls [ns].
    """

    def __init__(self, now: Callable[[], int] = time.thread_time_ns) -> None:
        self._now = now
        self._spent = dict.fromkeys(Stage, 0)

    @property
    def spent(self) -> dict[Stage, int]:
        """What each stage took since the last clearing [ns]."""
        return dict(self._spent)

    def clear(self) -> None:
        """Begin again with nothing."""
        self._spent = dict.fromkeys(Stage, 0)

    def add(self, stage: Stage, spent: int) -> None:
        """Count what was measured elsewhere [ns]."""
        self._spent[stage] += spent

    def around_all(self, stages: Stages) -> Stages:
        """All stages with a clock around them."""
        return replace(
            stages,
            front=self.around(Stage.FRONT_END, stages.front),
            narrow=self.around(Stage.FRONT_END, stages.narrow),
            encoder=self.around(Stage.ENCODER, stages.encoder),
            tonal=self.around(Stage.TONAL, stages.tonal),
            chirps=self.around(Stage.TONAL, stages.chirps),
            detector=self.around(Stage.DETECTOR, stages.detector),
            gate=self.around(Stage.GATE, stages.gate),
            watch=self.around(Stage.GATE, stages.watch),
            own_voice=self.around(Stage.GATE, stages.own_voice),
            decoder=self.around(Stage.DECODER, stages.decoder),
        )

    def around(self, stage: Stage, part: Part) -> Part:
        """A part of a stage with a clock around its methods."""
        return cast(Part, _Timed(part, lambda method: self._timed(stage, method)))

    def _timed(self, stage: Stage, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def timed(*given: Any, **named: Any) -> Any:
            began = self._now()
            try:
                return method(*given, **named)
            finally:
                self._spent[stage] += self._now() - began

        return timed


class _Timed:
    """Looks like the part within, whatever methods that has."""

    def __init__(
        self, part: object, timed: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        self._part = part
        self._timed = timed

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        if not callable(value):
            return value
        method = self._timed(value)
        # Found at once from now on, so that the clock costs little against what it measures.
        setattr(self, name, method)
        return method
