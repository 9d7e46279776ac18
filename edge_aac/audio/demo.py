"""A scene that the project synthesises itself, for who has no microphone at hand.

In: nothing. Out: 42 s in which a doorbell rings twice, a person speaks and a smoke
alarm sounds at known times (`DEMO_TIMELINE`), each from its place in one room, over
the faint noise of that room. The same samples at every run. The speech in it was made
with espeak-ng 1.51 and sox 14.4.2:

    espeak-ng -v en-gb -s 150 -w speech.wav "Hello, is anybody at home? \
I have a parcel for you, and I will leave it beside the door."
    sox -D -R speech.wav -r 16000 -c 1 -C 3 demo_speech.ogg gain -n -3
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from edge_aac import native
from edge_aac.audio.pace import paced
from edge_aac.audio.sounders import CHIME, alarm_pulse, chime_bar
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, FloatArray

SECONDS = 42.0


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One sound of the scene."""

    label: str
    onset: float
    """[s]"""
    end: float
    """When it has faded into the room's noise, or nearly so [s]."""


DEMO_TIMELINE = (
    DemoEvent("doorbell", 4.0, 9.4),
    DemoEvent("speech", 13.0, 18.9),
    DemoEvent("smoke_alarm", 23.0, 37.5),
)

_CYCLES = 4
"""Of the T3 pattern: three pulses of half a second, one every second, every four seconds."""


class Demo:
    """The scene as a source."""

    name = "the demonstration"
    live = False

    def __init__(self, realtime: bool) -> None:
        self._realtime = realtime

    def blocks(self) -> Iterator[Block]:
        """The scene's blocks, at its own pace where that was asked for."""
        scene = demo_scene()
        blocks = (
            Block(scene[start : start + HOP_SAMPLES], start)
            for start in range(0, len(scene), HOP_SAMPLES)
        )
        return paced(blocks) if self._realtime else iter(blocks)

    def close(self) -> None:
        """Nothing is open."""


def demo_scene() -> FloatArray:
    """All samples of the scene, shape (672000,), float32."""
    rng = np.random.default_rng(20261123)
    door, person, ceiling = (_room(rng, near) for near in (0.8, 1.0, 0.7))
    doorbell, speech, alarm = (event.onset for event in DEMO_TIMELINE)
    scene = _noise(int(SECONDS * SAMPLE_RATE), rng)
    for after, hertz in CHIME:
        _add(scene, doorbell + after, 0.22 * _heard(chime_bar(hertz, rng), door))
    _add(scene, speech, 0.30 * _heard(_speech(), person))
    for cycle in range(_CYCLES):
        for pulse in range(3):
            _add(scene, alarm + 4.0 * cycle + pulse, 0.18 * _heard(alarm_pulse(0.5), ceiling))
    return np.clip(scene, -1.0, 1.0).astype(np.float32)


def _add(scene: NDArray[np.float64], onset: float, samples: NDArray[np.float64]) -> None:
    first = round(onset * SAMPLE_RATE)
    samples = samples[: len(scene) - first]
    scene[first : first + len(samples)] += samples


def _noise(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """What a quiet room sounds like: more of the low than of the high, about -66 dBFS."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    spectrum /= np.sqrt(np.maximum(hertz, 40.0))
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise * (0.0005 / noise.std()), np.float64)


def _speech() -> NDArray[np.float64]:
    soundfile = native.soundfile()
    with as_file(files("edge_aac.audio").joinpath("demo_speech.ogg")) as path:
        samples, _ = soundfile.read(str(path), dtype="float64")
    return np.asarray(samples, np.float64)


def _room(rng: np.random.Generator, near: float) -> NDArray[np.float64]:
    """How a place in the room answers: the way straight, a few reflections, 0.35 s of echo."""
    length = int(0.35 * SAMPLE_RATE)
    response = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length) * 0.015
    response[:60] = 0.0
    for delay in rng.integers(60, 900, 6):
        response[delay] += near * float(rng.uniform(-0.12, 0.12))
    response[0] = near
    return response


def _heard(samples: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.float64]:
    length = len(samples) + len(room) - 1
    size = 1 << (length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(room, size), size)
    return np.asarray(wet[:length], np.float64)
