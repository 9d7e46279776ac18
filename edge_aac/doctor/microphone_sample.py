"""Some seconds of the microphone as the device gives them, with the times at which they came.

In: a sound system and a device's name. Out: a frozen `MicrophoneSample`. Never does: judging it,
keeping it; waiting for a device that hangs (`devices.hanging.in_time` does that around it).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge_aac.audio.recorder import SoundSystem
from edge_aac.audio.segments import SEGMENT_SECONDS
from edge_aac.types import FloatArray

SECONDS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """One reading of the device."""

    at: float
    """When it was there, on a clock that never jumps [s]."""
    samples: FloatArray
    """Shape (n, channels), float32."""
    lost: int
    """Frames that the device lost just before."""


@dataclass(frozen=True, slots=True)
class MicrophoneSample:
    """What the microphone gave."""

    name: str
    rate: int
    """Frames a second that it promises."""
    arrivals: tuple[Arrival, ...]

    @property
    def lost(self) -> int:
        """Frames that the device lost."""
        return sum(one.lost for one in self.arrivals)


def record(
    system: SoundSystem,
    wanted: str | None,
    seconds: float = SECONDS,
    now: Callable[[], float] = time.monotonic,
) -> MicrophoneSample:
    """Record so long; blocks until the samples are there.

    Parameters
    ----------
    system : SoundSystem
    wanted : str or None
        A device's number, its name or a part of it; None for the default one.
    seconds : float
        Of sound, by the rate that the device promises.
    now : callable
        Seconds on a clock that never jumps.

    Raises
    ------
    EdgeAacError
        There is none, or it cannot be opened.
    """
    recorder = system.open(wanted)
    try:
        frames = max(1, int(SEGMENT_SECONDS * recorder.rate))
        arrivals = []
        for _ in range(max(2, round(seconds / SEGMENT_SECONDS))):
            reading = recorder.read(frames)
            # A copy: the device may use its buffer again.
            samples = np.array(reading.samples, np.float32)
            arrivals.append(Arrival(now(), samples, reading.lost))
        return MicrophoneSample(recorder.name, recorder.rate, tuple(arrivals))
    finally:
        recorder.close()
