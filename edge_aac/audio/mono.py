"""Channels -> one, and nothing in it that is no number.

In: what a file or a device gave. Out: their mean. Never does: resampling.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import FloatArray

LOUDEST = 8.0
"""Full scale is 1; what lies far beyond comes from a damaged file, and would drown the rest."""


def mono(channels: FloatArray) -> FloatArray:
    """The mean of the channels.

    Parameters
    ----------
    channels : ndarray, shape (n, channels), float32
        Not a number and infinity count as silence, and beyond `LOUDEST` it is cut.

    Returns
    -------
    ndarray, shape (n,), float32
    """
    # Before the mean: infinity in one channel must not undo the others.
    clean = np.nan_to_num(channels, nan=0.0, posinf=0.0, neginf=0.0)
    mean: FloatArray = np.clip(clean, -LOUDEST, LOUDEST).mean(axis=1, dtype=np.float32)
    return mean
