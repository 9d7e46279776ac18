"""The sound that is measured on: made here, the same at every run, with something in it to hear.

In: nothing, or a file. Out: a `BenchSound`, which is played over and over. The made one takes a
minute: the demonstration's 42 s, then 18 s of a street in which somebody knocks, a siren of two
tones passes and a bird calls. Kept as 16-bit numbers, so that it adds little to the memory that is
measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_aac.audio.demo import demo_scene
from edge_aac.types import SAMPLE_RATE, FloatArray

STREET_SECONDS = 18.0
MOST_FILE_SECONDS = 600
"""Of a longer file the first ten minutes are played over and over."""
_FULL_SCALE = 32_767.0
_SEED = 20261129


@dataclass(frozen=True, slots=True, eq=False)
class BenchSound:
    """Sound that is played over and over."""

    name: str
    samples: NDArray[np.int16]
    """Shape (n,), mono at 16 kHz; never empty."""

    def piece(self, start: int, count: int) -> FloatArray:
        """So many samples from there on, shape (count,), float32; after the end comes the start."""
        first = start % len(self.samples)
        piece = self.samples[first : first + count]
        while len(piece) < count:
            piece = np.concatenate([piece, self.samples[: count - len(piece)]])
        return piece.astype(np.float32) / np.float32(_FULL_SCALE)


MADE = "made"
"""What the sound of this project is called."""


def made_sound() -> BenchSound:
    """The sound that this project makes itself."""
    return BenchSound(MADE, _whole_numbers(np.concatenate([demo_scene(), _street()])))


def recorded_sound(path: Path) -> BenchSound:
    """The sound of a file.

    Raises
    ------
    EdgeAacError
        The file is missing, no sound, empty or damaged.
    """
    from edge_aac.audio.sound_file import SoundFile

    pieces: list[NDArray[np.int16]] = []
    room = MOST_FILE_SECONDS * SAMPLE_RATE
    file = SoundFile(path, realtime=False)
    try:
        for block in file.blocks():
            pieces.append(_whole_numbers(block.samples[:room]))
            room -= len(pieces[-1])
            if room == 0:
                break
    finally:
        file.close()
    return BenchSound(file.name, np.concatenate(pieces))


def _whole_numbers(samples: FloatArray) -> NDArray[np.int16]:
    return np.round(np.clip(samples, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)


def _street() -> FloatArray:
    rng = np.random.default_rng(_SEED)
    t = np.arange(int(STREET_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    street = _traffic(t, rng)
    for onset in (1.0, 1.35, 1.7, 2.05):
        street += _knock(t - onset, rng)
    street += _siren(t, begin=4.0, end=12.0)
    for onset in (13.0, 13.6, 14.2, 15.4, 16.0):
        street += _call(t - onset)
    return np.clip(street, -1.0, 1.0).astype(np.float32)


def _traffic(t: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise that is louder the lower it is, and swells as vehicles pass."""
    spectrum = np.fft.rfft(rng.standard_normal(len(t)))
    spectrum /= np.maximum(np.fft.rfftfreq(len(t), 1 / SAMPLE_RATE), 60.0)
    noise = np.fft.irfft(spectrum, len(t))
    swell = 1.0 + 0.8 * np.sin(2 * np.pi * 0.21 * t)
    return np.asarray(0.02 * swell * noise / noise.std(), np.float64)


def _knock(t: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """A knuckle on wood: a click, and a panel that rings for a moment."""
    after = np.maximum(t, 0.0)
    panel = np.sin(2 * np.pi * 210.0 * after) + 0.4 * rng.standard_normal(len(t))
    return np.where(t < 0.0, 0.0, 0.4 * panel * np.exp(-after / 0.025))


def _siren(t: NDArray[np.float64], begin: float, end: float) -> NDArray[np.float64]:
    """Two tones in turn, 0.6 s each, that come nearer and go away."""
    hertz = np.where(((t - begin) // 0.6) % 2 == 0, 440.0, 585.0)
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    tone = sum(np.sin(k * phase) / k for k in (1, 2, 3, 4, 5))
    near = np.sin(np.pi * np.clip((t - begin) / (end - begin), 0.0, 1.0))
    return np.asarray(0.15 * near * tone, np.float64)


def _call(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """A bird's whistle that falls from 5 to 3 kHz within a third of a second."""
    within = np.clip(t, 0.0, 0.3)
    phase = 2 * np.pi * (5_000.0 * within - 3_333.0 * within**2)
    return np.where((t < 0.0) | (t > 0.3), 0.0, 0.1 * np.sin(phase) * np.sin(np.pi * within / 0.3))
