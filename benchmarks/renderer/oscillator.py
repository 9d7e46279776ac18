"""Tones, from phases that are integrated and shaped.

In: a frequency (or one per sample) and a length. Out: waves of about unit level, free of
aliases: only partials below 7.6 kHz are summed.

Never does: starting or stopping softly; `envelope` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.renderer.draw import Draw
from benchmarks.renderer.score import RATE, Wave

_HIGHEST = 7_600.0


def phase(hertz: float | Wave, n: int, start: float = 0.0) -> Wave:
    """Phase of each sample [rad]."""
    steps = np.broadcast_to(np.asarray(hertz, float), (n,))
    return np.asarray(start + 2.0 * np.pi * np.cumsum(steps) / RATE)


def partials(hertz: float | Wave, n: int, levels: Sequence[float], start: float = 0.0) -> Wave:
    """A tone with so loud partials, the first at `hertz`."""
    angle = phase(hertz, n, start)
    highest = float(np.max(hertz))
    total = np.zeros(n)
    for k, level in enumerate(levels, start=1):
        if level and k * highest < _HIGHEST:
            total += level * np.sin(k * angle + 0.7 * k)
    return total


def square(hertz: float, n: int, duty: float = 0.5) -> Wave:
    """A rectangular wave by its Fourier series."""
    count = int(_HIGHEST / hertz)
    angle = phase(hertz, n)
    total = np.zeros(n)
    for k in range(1, count + 1):
        total += np.sin(np.pi * k * duty) / k * np.cos(k * angle)
    return total


def disc(hertz: float, draw: Draw) -> Callable[[int], Wave]:
    """A piezo disc: one strong resonance, a weak second partial, a pitch that settles.

    What it gives is one device: a function of the length in samples.
    """
    settle, second = draw.between("settle", -0.012, 0.012), draw.between("second", 0.0, 0.3)
    warble = draw.between("warble", 0.0, 0.006) if draw.happens("warbles", 0.15) else 0.0
    rate = draw.between("warble_hertz", 4.0, 30.0)

    def tone(n: int) -> Wave:
        t = np.arange(n) / RATE
        moving = 1.0 + settle * np.exp(-t / 0.04) + warble * np.sin(2 * np.pi * rate * t)
        return partials(hertz * moving, n, [1.0, second])

    return tone


def struck(hertz: Sequence[float], levels: Sequence[float], falls: Sequence[float], n: int) -> Wave:
    """Inharmonic partials that die away, each in its own time [s]."""
    t = np.arange(n) / RATE
    total = np.zeros(n)
    for f, level, fall in zip(hertz, levels, falls, strict=True):
        if f < _HIGHEST:
            total += level * np.exp(-t / fall) * np.sin(2.0 * np.pi * f * t)
    return total


def breath(n: int, low: float, high: float, draw: Draw) -> Wave:
    """Noise between two frequencies [Hz], cut out of its spectrum; unit level."""
    spectrum = np.fft.rfft(draw.rng.standard_normal(n))
    f = np.fft.rfftfreq(n, 1.0 / RATE)
    spectrum *= 1.0 / (1.0 + (low / np.maximum(f, 1.0)) ** 6) / (1.0 + (f / high) ** 6)
    wave = np.fft.irfft(spectrum, n)
    return np.asarray(wave / (wave.std() + 1e-12))
