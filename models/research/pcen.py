"""Per-channel energy normalisation of our Mel power: each band against its own recent past.

In: samples. Out: PCEN of 64 bands, a hundred frames a second. The formula and the constants are
those of Wang et al., "Trainable frontend for robust and far-field keyword spotting" (ICASSP 2017):
M[t] = (1 - s) M[t - 1] + s E[t], and PCEN = (E / (eps + M)**alpha + delta)**r - delta**r.
Never does: learning the constants.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from edge_aac.features.logmel import FLOOR, LogMel
from edge_aac.types import FloatArray

SMOOTHING = 0.025
"""s: the share of a new frame; the past fades in 0.4 s."""
GAIN = 0.98
"""alpha: how much of the level is taken away."""
BIAS = 2.0
"""delta."""
ROOT = 0.5
"""r."""


def per_channel_energy(samples: FloatArray) -> FloatArray:
    """PCEN of samples (n,), float32, 16 kHz: shape (n / 160, 64), float32."""
    # The log-Mel has the floor in it, so that silence is not divided by nothing.
    power = np.exp(LogMel().whole(samples).astype(np.float64))
    # Before the first sample there was silence, which is the floor.
    past = np.full((1, power.shape[1]), (1.0 - SMOOTHING) * FLOOR)
    smooth, _ = lfilter([SMOOTHING], [1.0, SMOOTHING - 1.0], power, axis=0, zi=past)
    gained = power / (FLOOR + smooth) ** GAIN
    return np.asarray((gained + BIAS) ** ROOT - BIAS**ROOT, np.float32)
