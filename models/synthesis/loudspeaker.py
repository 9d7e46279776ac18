"""What a small loudspeaker or piezo case does to a tone.

In: a wave. Out: a wave of the same length. Never does: rooms and microphones.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import sosfilt

from edge_aac.types import SAMPLE_RATE
from models.synthesis.sound import Wave


def loudspeaker(
    wave: Wave, rng: np.random.Generator, low: tuple[float, float], high: tuple[float, float]
) -> Wave:
    """Band limits drawn from `low` and `high` [Hz], and one to four resonances or dips."""
    sections = [
        corner(_log_uniform(rng, *low), "high", rng.uniform(0.6, 1.4)),
        corner(min(7600.0, _log_uniform(rng, *high)), "low", rng.uniform(0.6, 1.2)),
    ]
    sections += [
        peaking(_log_uniform(rng, 300.0, 7000.0), rng.normal(0.0, 5.0), rng.uniform(1.0, 8.0))
        for _ in range(int(rng.integers(1, 5)))
    ]
    return np.asarray(sosfilt(np.array(sections), wave), float)


def bandpass(wave: Wave, hertz: float, sharpness: float) -> Wave:
    """A resonance of unit gain at its centre."""
    angle = 2.0 * np.pi * hertz / SAMPLE_RATE
    alpha = np.sin(angle) / (2.0 * sharpness)
    a0 = 1.0 + alpha
    section = [alpha / a0, 0.0, -alpha / a0, 1.0, -2.0 * np.cos(angle) / a0, (1.0 - alpha) / a0]
    return np.asarray(sosfilt(np.array([section]), wave), float)


def peaking(hertz: float, db: float, sharpness: float) -> list[float]:
    """A second-order section that lifts or lowers a band."""
    angle = 2.0 * np.pi * hertz / SAMPLE_RATE
    alpha = np.sin(angle) / (2.0 * sharpness)
    gain = 10.0 ** (db / 40.0)
    a0 = 1.0 + alpha / gain
    middle = -2.0 * np.cos(angle) / a0
    return [
        (1.0 + alpha * gain) / a0, middle, (1.0 - alpha * gain) / a0,
        1.0, middle, (1.0 - alpha / gain) / a0,
    ]  # fmt: skip


def low_pass(wave: Wave, hertz: float) -> Wave:
    """Second-order low-pass."""
    return np.asarray(sosfilt(np.array([corner(hertz, "low", 0.7)]), wave), float)


def high_pass(wave: Wave, hertz: float) -> Wave:
    """Second-order high-pass."""
    return np.asarray(sosfilt(np.array([corner(hertz, "high", 0.7)]), wave), float)


def corner(hertz: float, kind: str, sharpness: float) -> list[float]:
    """A second-order low- or high-pass section."""
    angle = 2.0 * np.pi * hertz / SAMPLE_RATE
    cosine, alpha = np.cos(angle), np.sin(angle) / (2.0 * sharpness)
    a0 = 1.0 + alpha
    if kind == "low":
        b = [(1.0 - cosine) / 2.0, 1.0 - cosine, (1.0 - cosine) / 2.0]
    else:
        b = [(1.0 + cosine) / 2.0, -(1.0 + cosine), (1.0 + cosine) / 2.0]
    return [x / a0 for x in b] + [1.0, -2.0 * cosine / a0, (1.0 - alpha) / a0]


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))
