"""Chimes of two devices, made here, and rooms that they ring in."""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

FRONT, DRYER = (659.0, 523.0), (2_050.0, 2_050.0)
"""Pitches of a door chime, and of a dryer's beeps [Hz]."""


def chime(pitches: tuple[float, ...], take: int = 0, noise: float = 0.001) -> FloatArray:
    """A take of a device: two tones after a second of a quiet room, another one for each take."""
    chance = np.random.default_rng([take, int(pitches[0])])
    wave = np.zeros(4 * SAMPLE_RATE)
    for i, hertz in enumerate(pitches):
        time = np.arange(int(1.1 * SAMPLE_RATE)) / SAMPLE_RATE
        tone = sum(
            np.sin(2 * np.pi * hertz * k * time) * np.exp(-time * 3 * k) / k for k in (1, 2, 3, 4)
        )
        start = int((1.0 + 0.6 * i) * SAMPLE_RATE)
        wave[start : start + len(time)] += tone
    loud = chance.uniform(0.05, 0.3)
    return np.asarray(loud * wave + noise * chance.standard_normal(len(wave)), np.float32)
