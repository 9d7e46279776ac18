"""What makes the sounds of a house: a chime bar, and the disc of an alarm.

In: pitches, lengths, chance. Out: mono samples at 16 kHz. Never does: rooms, playing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import SAMPLE_RATE

CHIME = ((0.0, 659.3), (0.7, 523.3), (2.6, 659.3), (3.3, 523.3))
"""Ding, dong, and once more: seconds after the onset, and the bar's lowest mode [Hz]."""
_BAR = ((1.0, 1.0, 0.60), (1.0013, 0.3, 0.50), (2.756, 0.30, 0.22), (5.404, 0.10, 0.07))
"""A bar free at both ends, and a beat because it is not quite even: ratio, gain, decay [s]."""


def chime_bar(hertz: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A chime bar, struck by a plunger that is heard itself."""
    time = np.arange(int(3.0 * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.zeros(len(time))
    for ratio, gain, decay in _BAR:
        tone += gain * np.sin(2 * np.pi * hertz * ratio * time) * np.exp(-time / decay)
    knock = 0.15 * rng.standard_normal(len(time)) * np.exp(-time / 0.004)
    return np.asarray((tone + knock) * np.minimum(1.0, time / 0.001), np.float64)


def alarm_pulse(seconds: float) -> NDArray[np.float64]:
    """One pulse of a smoke alarm: a resonant disc near 3.1 kHz, driven by a square wave."""
    time = np.arange(int((seconds + 0.02) * SAMPLE_RATE)) / SAMPLE_RATE
    # The disc takes a few milliseconds to swing in and to come to rest.
    swing = np.where(
        time < seconds, 1 - np.exp(-time / 0.004), np.exp(-np.maximum(time - seconds, 0) / 0.003)
    )
    tone = np.sin(2 * np.pi * 3_120.0 * time) + 0.12 * np.sin(2 * np.pi * 6_240.0 * time)
    return np.asarray(tone * swing, np.float64)
