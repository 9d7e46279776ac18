"""How far below the loudest tone of the last seconds something still counts.

In: a hop's narrow-band columns, and how loud it was so far. Out: the columns, none of whose bins is
further below. In a quiet room, or behind a microphone that suppresses noise, a near alarm stands
60 dB above everything else. What its window spreads and the room returns then stands out as well,
and hides the pauses by which a pattern is known. Never does: features, anything about loudness
itself.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray

SILENCE = -12.9
"""Log power of silence [nepers]: what is no number counts as that."""
_BEYOND = 88.0
"""Log power that no sound has; its power is hardly a number any more."""
_NEPERS = np.log(10.0) / 10.0
"""Nepers of power in a decibel."""
RANGE = float(45.0 * _NEPERS)
"""What is further below the loudest bin counts as so far below, 45 dB [nepers]. Carbon monoxide
alarms that stand 64 dB above a quiet room are named, of 48: without a range 37, with 40 and 45 dB
47. A hint of them comes 44 and 48 times."""
FADING = float(20.0 * _NEPERS * HOP_SAMPLES / SAMPLE_RATE)
"""How fast the loudest is forgotten [nepers a hop], 20 dB a second: within a cycle's pause."""


def usable(spectrum: FloatArray) -> FloatArray:
    """Log powers, silence in place of what is no power of a sound."""
    return np.where(np.abs(spectrum) < _BEYOND, spectrum, np.float32(SILENCE))


def within_range(spectrum: FloatArray, loudest: float) -> tuple[FloatArray, float]:
    """Raise what is too far below the loudest bin to the end of the range.

    Parameters
    ----------
    spectrum : ndarray, shape (n, bins), float32
        Natural log power of one hop.
    loudest : float
        What it gave for the hop before; `SILENCE` at the beginning [nepers].

    Returns
    -------
    ndarray, shape (n, bins), float32
    float
        The loudest bin, or what is left of a louder one before.
    """
    heard = usable(spectrum)
    loudest = max(float(heard.max()), loudest - FADING)
    return np.maximum(heard, np.float32(loudest - RANGE)), loudest
