"""Pieces of a scene: when they sound, how loud they are, how they are cut.

In: samples and stretches of seconds. Out: the same, moved, joined, measured or faded. Never
does: chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray


def later(
    stretches: Sequence[tuple[float, float]], offset: float, end: float
) -> tuple[tuple[float, float], ...]:
    """Stretches later by an offset, cut at the end of the scene."""
    return tuple(
        (a + offset, min(b + offset, end)) for a, b in stretches if a + offset < end - 0.05
    )


def joined(
    stretches: Sequence[tuple[float, float]], pause: float
) -> tuple[tuple[float, float], ...]:
    """Stretches with the short pauses of a cadence bridged."""
    joined: list[tuple[float, float]] = []
    for start, end in stretches:
        if joined and start - joined[-1][1] <= pause:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def amplitude(db: float) -> float:
    """The factor that so many decibels are."""
    return float(10.0 ** (db / 20.0))


def loudness(samples: FloatArray, stretches: Sequence[tuple[float, float]]) -> float:
    """RMS level over the active stretches [dBFS]."""
    pieces = [samples[int(a * SAMPLE_RATE) : int(b * SAMPLE_RATE)] for a, b in stretches]
    joined = np.concatenate(pieces) if pieces else samples
    return float(10.0 * np.log10(float(np.mean(joined**2)) + 1e-10)) if len(joined) else -100.0


def faded(samples: FloatArray) -> FloatArray:
    """Short fades at both ends, so that pieces join without a click."""
    n = min(len(samples) // 4, 800)
    samples = samples.copy()
    ramp = np.linspace(0.0, 1.0, n, dtype=np.float32)
    samples[:n] *= ramp
    samples[len(samples) - n :] *= ramp[::-1]
    return samples
