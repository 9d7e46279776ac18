"""When a clip sounds: its active stretches, found by energy.

In: samples. Out: (start, end) pairs in seconds. Folder labels say what a clip
holds, not when; scenes and frame targets need the when.
"""

from __future__ import annotations

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

_FRAME = 320  # 20 ms
RANGE_DB = 26.0
"""A frame is active when it is within this much of the clip's loudest tenth of a second."""
JOIN_SECONDS = 0.3
"""Shorter pauses belong to one stretch."""
SHORTEST_SECONDS = 0.04


def active_stretches(
    samples: FloatArray, join: float = JOIN_SECONDS
) -> tuple[tuple[float, float], ...]:
    """Stretches in which a clip sounds.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32
    join : float
        Pauses up to this long are bridged [s].

    Returns
    -------
    tuple of (start, end) in seconds, in order; empty for digital silence
    """
    frames = len(samples) // _FRAME
    if frames == 0:
        return ((0.0, len(samples) / SAMPLE_RATE),) if np.any(samples) else ()
    power = (samples[: frames * _FRAME].reshape(frames, _FRAME) ** 2).mean(axis=1)
    smooth = np.convolve(power, np.ones(5) / 5, mode="same")
    loudest = float(smooth.max())
    if loudest < 1e-10:
        return ()
    floor = float(np.percentile(power, 10))
    threshold = max(loudest * 10 ** (-RANGE_DB / 10), min(floor * 4.0, loudest * 0.1), 1e-10)
    active = power > threshold
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    stretches: list[tuple[float, float]] = []
    for start, end in zip(edges[::2] * 0.02, edges[1::2] * 0.02, strict=True):
        if stretches and start - stretches[-1][1] <= join:
            stretches[-1] = (stretches[-1][0], float(end))
        else:
            stretches.append((float(start), float(end)))
    return tuple(s for s in stretches if s[1] - s[0] >= SHORTEST_SECONDS)
