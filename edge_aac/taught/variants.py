"""A recording, as it would sound elsewhere: other rooms, distances, noises and speeds.

In: the samples of one example, and chance. Out: altered copies, as loud as a microphone gives them.
Never does: keeping any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray

SPEED = 0.05
"""Largest change of speed: a battery or a spring, and a sampling rate that is not exact."""
REVERBERATION_SECONDS = (0.15, 0.9)
"""Time in which a home's rooms lose 60 dB."""
DIRECT_DB = (-8.0, 12.0)
"""Of the direct sound over what the room adds: across the hall, and beside the device."""
NOISE_DB = (3.0, 30.0)
"""Of the sound over the noise that is mixed in."""
LEVEL_DB = (-42.0, -12.0)
"""Of the loudest tenth of a second, in full scale."""
SLOPES = (0.0, 1.0, 2.0)
"""Exponents of the noise's power over frequency: hiss, a room, a motor."""
_LOWEST_HERTZ = 50.0
"""Noise rises no further below it."""
LEAD_SECONDS, TAIL_SECONDS = 0.96, 0.48
"""Noise before the sound, so that a network's memory has heard a room; and after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A copy of a sound, in noise."""

    samples: FloatArray
    """Shape (n,), float32."""
    start: int
    end: int
    """First sample of the sound in it, and the one after its last."""

    @property
    def hops(self) -> slice:
        """The hops that the sound fills, as a network that knows the past alone hears them."""
        first = self.start // HOP_SAMPLES + 1
        return slice(first, max(first + 1, -(-self.end // HOP_SAMPLES)))


def variants(samples: FloatArray, count: int, chance: np.random.Generator) -> Iterator[Variant]:
    """Altered copies of a sound, each with its lead and tail.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32
        The sound alone, mono at 16 kHz.
    count : int
    chance : Generator

    Yields
    ------
    Variant
    """
    for i in range(count):
        # One copy in four stays in its own room: an example was made where it will be heard.
        wave = at_speed(samples, 1.0 + chance.uniform(-SPEED, SPEED) if i else 1.0)
        if i % 4:
            wave = in_a_room(wave, chance)
        loud = _loudest(wave)
        wave = wave * (10.0 ** (chance.uniform(*LEVEL_DB) / 20.0) / max(loud, 1e-9))
        yield in_noise(wave.astype(np.float32), len(samples), chance.uniform(*NOISE_DB), chance)


def at_speed(samples: FloatArray, speed: float) -> FloatArray:
    """The sound played faster or slower, its pitch with it."""
    count = max(1, round(len(samples) / speed))
    at = np.arange(count) * speed
    return np.asarray(np.interp(at, np.arange(len(samples)), samples), np.float32)


def in_a_room(samples: FloatArray, chance: np.random.Generator) -> FloatArray:
    """The sound and what a room makes of it: noise that decays, after J. D. Polack's model."""
    seconds = chance.uniform(*REVERBERATION_SECONDS)
    n = int(seconds * SAMPLE_RATE)
    decay = np.exp(-6.91 * np.arange(n) / n)
    tail = chance.standard_normal(n) * decay
    tail *= 10.0 ** (-chance.uniform(*DIRECT_DB) / 20.0) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    size = len(samples) + n - 1
    fft = 1 << (size - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, fft) * np.fft.rfft(tail, fft), fft)
    return np.asarray(wet[:size], np.float32)


def in_noise(
    samples: FloatArray, sounding: int, decibels: float, chance: np.random.Generator
) -> Variant:
    """A sound, the first `sounding` samples of which are no tail, over noise so much weaker."""
    # A hop's place in the sound is another in each copy.
    start = int(LEAD_SECONDS * SAMPLE_RATE) + int(chance.integers(0, HOP_SAMPLES))
    n = start + len(samples) + int(TAIL_SECONDS * SAMPLE_RATE)
    spectrum = np.fft.rfft(chance.standard_normal(n))
    hertz = np.maximum(np.fft.rfftfreq(n, 1.0 / SAMPLE_RATE), _LOWEST_HERTZ)
    noise = np.fft.irfft(spectrum * hertz ** (-0.5 * float(chance.choice(SLOPES))), n)
    power = float(np.mean(samples[:sounding].astype(np.float64) ** 2))
    wanted = power / 10.0 ** (decibels / 10.0)
    noise *= np.sqrt(wanted / max(float(np.mean(noise**2)), 1e-20))
    noise[start : start + len(samples)] += samples
    end = start + min(sounding, len(samples))
    return Variant(np.asarray(np.clip(noise, -1.0, 1.0), np.float32), start, end)


def _loudest(samples: FloatArray) -> float:
    """Root mean square of the loudest tenth of a second."""
    width = SAMPLE_RATE // 10
    count = max(1, len(samples) // width)
    rows = np.resize(samples[: count * width], (count, min(width, len(samples))))
    return float(np.sqrt((rows.astype(np.float64) ** 2).mean(axis=1).max()))
