"""Three short signals that come before words, or instead of them.

In: a sample rate. Out: float32 samples of at most 250 ms. None resembles what it
could announce: no steady beep (alarms, timers), no falling pair of clear tones
(doorbells), nothing near the 3.1 kHz of a smoke alarm.
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from edge_aac.types import FloatArray

LONGEST_SECONDS = 0.25
_PEAK = 0.5
_EDGE_SECONDS = 0.008
"""Fade at both ends of a tone, against clicks."""


class Earcon(str, Enum):
    """What a signal means."""

    HAZARD = "hazard"
    """Two quick rising sweeps: listen now."""
    TROUBLE = "trouble"
    """One rough falling sweep: the listener itself is in trouble."""
    MUTED = "muted"
    """One low soft knock: the listener is silent now."""


def render(earcon: Earcon, rate: int) -> FloatArray:
    """The samples of a signal.

    Parameters
    ----------
    earcon : Earcon
    rate : int
        Samples per second.

    Returns
    -------
    ndarray, shape (n,), float32
        Peak 0.5, silent at both ends.
    """
    if earcon is Earcon.HAZARD:
        rise = _sweep(420.0, 1500.0, 0.075, rate)
        return np.concatenate([rise, np.zeros(int(0.02 * rate), np.float32), rise])
    if earcon is Earcon.TROUBLE:
        fall = _sweep(380.0, 140.0, 0.22, rate)
        seconds = np.arange(len(fall)) / rate
        return (fall * (0.55 + 0.45 * np.sin(2.0 * np.pi * 38.0 * seconds))).astype(np.float32)
    knock = _sweep(240.0, 200.0, 0.12, rate)
    return (knock * np.exp(-np.arange(len(knock)) / (0.03 * rate))).astype(np.float32)


def _sweep(start: float, end: float, seconds: float, rate: int) -> FloatArray:
    """A tone whose pitch glides evenly to the ear, with a second partial and soft ends."""
    count = int(seconds * rate)
    hertz = start * (end / start) ** (np.arange(count) / count)
    phase = 2.0 * np.pi * np.cumsum(hertz) / rate
    tone = (np.sin(phase) + 0.3 * np.sin(2.0 * phase)) / 1.3
    edge = int(_EDGE_SECONDS * rate)
    fade = np.sin(0.5 * np.pi * np.arange(edge) / edge) ** 2
    tone[:edge] *= fade
    tone[-edge:] *= fade[::-1]
    return (_PEAK * tone).astype(np.float32)
