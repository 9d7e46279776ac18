"""How a note begins, goes on and ends.

In: a wave. Out: the same with its ends shaped. Never does: pitch.
"""

from __future__ import annotations

import numpy as np

from benchmarks.renderer.score import RATE, Wave


def shaped(wave: Wave, rise: float, fall: float) -> Wave:
    """Raise and lower the ends within the note, along an arc of tanh.

    Parameters
    ----------
    rise, fall : float
        Durations [s]; together at most the note's.
    """
    n = len(wave)
    t = np.arange(n) / RATE
    length = n / RATE
    rise, fall = min(rise, 0.45 * length) + 1e-4, min(fall, 0.45 * length) + 1e-4
    up = np.tanh(2.5 * t / rise) / np.tanh(2.5)
    down = np.tanh(2.5 * (length - t) / fall) / np.tanh(2.5)
    return np.asarray(wave * np.clip(up, 0.0, 1.0) * np.clip(down, 0.0, 1.0))


def dying(wave: Wave, seconds: float) -> Wave:
    """Let a note die away with a time constant [s]."""
    return np.asarray(wave * np.exp(-np.arange(len(wave)) / RATE / seconds))
