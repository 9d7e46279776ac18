"""Sirens, and what a vehicle that goes by does to a pitch.

In: a generator and a length. Out: sounds that last as long as that.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker
from models.synthesis.sound import Sound, Wave
from models.synthesis.tone import reed, square, tone, wander


def siren_wail(rng: np.random.Generator, seconds: float) -> Sound:
    """Slow rise and fall over several seconds."""
    return _siren(rng, seconds, float(rng.uniform(2.5, 9.0)))


def siren_yelp(rng: np.random.Generator, seconds: float) -> Sound:
    """The same, several times a second; or the phaser, faster still."""
    fast = float(rng.uniform(0.2, 0.5)) if rng.random() < 0.8 else float(rng.uniform(0.05, 0.12))
    return _siren(rng, seconds, fast)


def siren_hi_lo(rng: np.random.Generator, seconds: float) -> Sound:
    """Two horns in turn, as in most of Europe."""
    n = int(seconds * SAMPLE_RATE)
    low = float(rng.uniform(350, 700))
    high = low * float(rng.choice([1.3333, 1.3333, 1.2, 1.25, 1.5]) * rng.uniform(0.98, 1.02))
    period = float(rng.uniform(0.8, 2.4)) if rng.random() < 0.7 else float(rng.uniform(2.4, 3.5))
    where = (np.arange(n) / SAMPLE_RATE / period + rng.random()) % 1.0
    target = np.where(where < 0.5, low, high)
    glide = float(rng.uniform(0.002, 0.04))
    pole = np.exp(-1.0 / (glide * SAMPLE_RATE))
    hertz = lfilter([1.0 - pole], [1.0, -pole], target, zi=[pole * target[0]])[0]
    amplitudes = reed(rng) if rng.random() < 0.6 else square(rng)
    wave = tone(passing(hertz, rng, 0.04), amplitudes, rng) * _distance(n, rng)
    return Sound(loudspeaker(wave, rng, (200, 600), (2000, 7500)), ((0.0, seconds),))


def passing(hertz: Wave, rng: np.random.Generator, most: float) -> Wave:
    """A Doppler-like fall while the vehicle goes by, half of the time."""
    if most == 0.0 or rng.random() < 0.5:
        return hertz
    n = len(hertz)
    middle, width = float(rng.uniform(-0.2, 1.2)), float(rng.uniform(0.05, 0.5))
    fall = np.tanh((np.arange(n) / n - middle) / width)
    return np.asarray(hertz * (1.0 - float(rng.uniform(0.0, most)) * fall), float)


def _siren(rng: np.random.Generator, seconds: float, period: float) -> Sound:
    n = int(seconds * SAMPLE_RATE)
    low = float(rng.uniform(400, 750))
    high = float(rng.uniform(1100, 1800))
    where = (np.arange(n) / SAMPLE_RATE / period + rng.random()) % 1.0
    rise = float(rng.uniform(0.25, 0.7))
    up = np.minimum(where / rise, 1.0)
    down = np.maximum((where - rise) / (1.0 - rise), 0.0)
    curve = float(rng.uniform(0.6, 2.5))
    position = np.where(where < rise, 1.0 - (1.0 - up) ** curve, (1.0 - down) ** curve)
    hertz = low * (high / low) ** position
    amplitudes = square(rng) if rng.random() < 0.5 else reed(rng)
    wave = tone(passing(hertz, rng, 0.05), amplitudes, rng) * _distance(n, rng)
    return Sound(loudspeaker(wave, rng, (250, 700), (2000, 7500)), ((0.0, seconds),))


def _distance(n: int, rng: np.random.Generator) -> Wave:
    """A level that comes and goes."""
    if rng.random() < 0.4:
        return np.ones(n)
    slope = float(rng.uniform(-12, 12)) * np.linspace(-0.5, 0.5, n)
    return np.asarray(10.0 ** ((slope + 2.0 * wander(n, rng, 1.5)) / 20.0), float)
