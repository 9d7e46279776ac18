"""A scene that the project synthesises itself, for who has no microphone at hand.

In: nothing. Out: 48 s in which a doorbell, a person speaking and a smoke alarm
occur at known times (`DEMO_TIMELINE`), over the faint noise of a room. The same
samples at every run. The speech in it was made with

    espeak-ng -v en-gb -s 150 -w speech.wav "Hello, is anybody at home? ..."
    sox speech.wav -r 16000 -c 1 -C 3 demo_speech.ogg gain -n -3
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np

from edge_aac.audio.pace import paced
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, FloatArray

SECONDS = 48.0


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One sound of the scene."""

    label: str
    onset: float
    """[s]"""
    end: float


DEMO_TIMELINE = (
    DemoEvent("doorbell", 4.0, 8.4),
    DemoEvent("speech", 14.0, 21.0),
    DemoEvent("smoke_alarm", 26.0, 44.5),
)


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
    """All samples of the scene, shape (768000,), float32."""
    rng = np.random.default_rng(20261123)
    noise = rng.standard_normal(int(SECONDS * SAMPLE_RATE)) * 0.0006
    scene = noise.astype(np.float32)
    for onset, hertz in ((4.0, 659.3), (4.6, 523.3), (6.4, 659.3), (7.0, 523.3)):
        _add(scene, onset, _in_room(_bar(hertz), rng) * np.float32(0.25))
    _add(scene, 14.0, _in_room(_speech(), rng) * np.float32(0.25))
    for cycle in range(5):
        for pulse in range(3):
            _add(scene, 26.0 + 4.0 * cycle + pulse, _in_room(_piezo(0.5), rng) * np.float32(0.2))
    return np.clip(scene, -1.0, 1.0)


def _add(scene: FloatArray, onset: float, samples: FloatArray) -> None:
    first = int(onset * SAMPLE_RATE)
    scene[first : first + len(samples)] += samples[: len(scene) - first]


def _bar(hertz: float) -> FloatArray:
    """A struck chime bar: a bar free at both ends rings at 1, 2.76 and 5.40 times its lowest."""
    time = np.arange(int(1.4 * SAMPLE_RATE)) / SAMPLE_RATE
    partials = ((1.0, 1.0, 0.55), (2.756, 0.35, 0.25), (5.404, 0.12, 0.08))
    tone = sum(
        gain * np.sin(2 * np.pi * hertz * ratio * time) * np.exp(-time / decay)
        for ratio, gain, decay in partials
    )
    return np.asarray(tone * np.minimum(1.0, time / 0.002), np.float32)


def _piezo(seconds: float) -> FloatArray:
    """One pulse of a smoke alarm: a resonant disc near 3.1 kHz with its harmonic."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    edge = np.minimum(1.0, np.minimum(time, seconds - time) / 0.008)
    tone = np.sin(2 * np.pi * 3_120.0 * time) + 0.25 * np.sin(2 * np.pi * 6_240.0 * time)
    return np.asarray(tone * edge, np.float32)


def _speech() -> FloatArray:
    import soundfile

    with as_file(files("edge_aac.audio").joinpath("demo_speech.ogg")) as path:
        samples, _ = soundfile.read(str(path), dtype="float32")
    return np.asarray(samples, np.float32)


def _in_room(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The sound with a few early reflections and 0.3 s of decaying echo."""
    length = int(0.3 * SAMPLE_RATE)
    response = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length) * 0.03
    response[0] = 1.0
    for delay in rng.integers(60, 900, 6):
        response[delay] += float(rng.uniform(-0.25, 0.25))
    size = 1 << (len(samples) + length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(samples) + length], np.float32)
