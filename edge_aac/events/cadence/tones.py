"""What is tonal in log-Mel frames, and how strong it is.

In: frames of natural log-Mel power. Out: columns of 20 ms, one value per watched band: the
fourth root of the power where it rises above the bands around it, else nothing. A slammed
door fills all bands and counts for little; a faint tone in a free band counts.

Never does: remembering.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import HOP_FRAMES, FloatArray

FRAME_SECONDS = 0.01
COLUMN_FRAMES = 2
COLUMN_SECONDS = FRAME_SECONDS * COLUMN_FRAMES
HOP_COLUMNS = HOP_FRAMES // COLUMN_FRAMES
LOWEST, HIGHEST = 8, 60
"""The watched bands: 380 Hz to 6.9 kHz."""
WATCHED = HIGHEST - LOWEST
_CLEAR = 1.5
"""A tone counts in full from so far above its surroundings [nepers of power]."""
_AROUND = (-6, -5, -4, -3, 3, 4, 5, 6)
"""Bands that are its surroundings: near, but beyond what a window spreads a tone to."""


def rise(frames: FloatArray) -> FloatArray:
    """How far each band rises above the mean of the bands around it.

    Parameters
    ----------
    frames : ndarray, shape (n, 64), float32
        Natural log-Mel power.

    Returns
    -------
    ndarray, shape (n, 64), float32 [nepers]
    """
    bands = frames.shape[1]
    total = np.zeros_like(frames)
    count = np.zeros(bands, np.float32)
    for step in _AROUND:
        first, last = max(0, -step), min(bands, bands - step)
        total[:, first:last] += frames[:, first + step : last + step]
        count[first:last] += 1.0
    return np.asarray(frames - total / count, np.float32)


def columns(frames: FloatArray) -> FloatArray:
    """The tones of some frames.

    Parameters
    ----------
    frames : ndarray, shape (n, 64), float32
        An even number of them.

    Returns
    -------
    ndarray, shape (n / 2, WATCHED), float32
    """
    tonal = np.exp(0.25 * frames) * np.clip(rise(frames) / _CLEAR, 0.0, 1.0)
    pairs = tonal.reshape(-1, COLUMN_FRAMES, frames.shape[1])[:, :, LOWEST:HIGHEST]
    return np.asarray(pairs.mean(axis=1), np.float32)
