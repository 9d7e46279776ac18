"""What stands between a sound and its recording: room, distance, loudspeaker, microphone, codec.

In: samples and a generator. Out: samples of the same length, float32. Never does: choosing
how often; the composer does that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import fftconvolve, sosfilt

from edge_aac.types import SAMPLE_RATE, FloatArray
from models.synthesis.loudspeaker import corner, low_pass, peaking
from models.synthesis.sound import Wave


def reverberate(
    samples: FloatArray, rng: np.random.Generator, rirs: Sequence[FloatArray] | None
) -> FloatArray:
    """Put a sound into a room, at the level it had.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32
    rirs : sequence of ndarray, optional
        Recorded impulse responses at 16 kHz; one is drawn where none are given.
    """
    if rirs:
        response = np.asarray(rirs[int(rng.integers(len(rirs)))], float)
        response = response[int(np.argmax(np.abs(response))) :]
        response = response / (np.sqrt(np.sum(response**2)) + 1e-9)
        response[0] += float(rng.uniform(0.0, 1.0))  # a nearer source has more direct sound
    else:
        response = drawn_room(rng)
    wet = fftconvolve(samples, response.astype(np.float32))[: len(samples)]
    before = float(np.sqrt(np.mean(samples.astype(float) ** 2)))
    after = float(np.sqrt(np.mean(wet.astype(float) ** 2)))
    return np.asarray(wet * (before / (after + 1e-9)), np.float32)


def drawn_room(rng: np.random.Generator) -> Wave:
    """An impulse response: direct sound, early reflections, a tail that dulls as it decays.

    RT60 from 0.12 s (furnished) to 1.4 s (stairwell); direct-to-reverberant ratio from
    -6 to 15 dB.
    """
    seconds = float(np.exp(rng.uniform(np.log(0.12), np.log(1.4))))
    n = int(min(1.0, seconds) * SAMPLE_RATE)
    t = np.arange(n) / SAMPLE_RATE
    bright, dull = rng.standard_normal(n), rng.standard_normal(n)
    # Walls and air swallow the treble first.
    ratio = float(rng.uniform(0.35, 0.9))
    tail = np.asarray(
        low_pass(dull, float(rng.uniform(700, 2500))) * np.exp(-6.9 * t / seconds)
        + bright * np.exp(-6.9 * t / (seconds * ratio)) * float(rng.uniform(0.2, 0.8)),
        float,
    )
    tail[: int(rng.uniform(0.002, 0.02) * SAMPLE_RATE)] = 0.0
    nearest = float(rng.uniform(0.001, 0.01))
    for _ in range(int(rng.integers(4, 12))):
        delay = nearest + float(rng.exponential(0.012))
        if delay < min(0.08, t[-1]):
            tail[int(delay * SAMPLE_RATE)] += float(rng.normal()) * 0.3 / (1.0 + delay * 60.0)
    direct = 10.0 ** (float(rng.uniform(-6.0, 15.0)) / 20.0)
    tail /= np.sqrt(np.sum(tail**2)) + 1e-9
    tail[0] += direct
    return tail


def far(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Put a sound far away: the air takes the treble, and more of its echo than of itself arrives.

    Parameters
    ----------
    samples : ndarray, shape (n,), float32

    Returns
    -------
    ndarray, shape (n,), float32, at the level it had
    """
    edge = float(np.exp(rng.uniform(np.log(1800), np.log(4500))))
    dull = low_pass(np.asarray(samples, float), edge)
    seconds = float(rng.uniform(0.3, 1.2))
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tail = low_pass(rng.standard_normal(len(t)), 2500.0) * np.exp(-6.9 * t / seconds)
    tail /= np.sqrt(np.sum(tail**2)) + 1e-9
    tail[0] += 10.0 ** (float(rng.uniform(-6.0, 3.0)) / 20.0)
    wet = fftconvolve(dull, tail)[: len(samples)]
    before = float(np.sqrt(np.mean(np.square(samples, dtype=float))))
    after = float(np.sqrt(np.mean(wet**2)))
    return np.asarray(wet * (before / (after + 1e-9)), np.float32)


def colour(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A device's and a distance's response: band limits, resonances, tilt, dull air."""
    sections: list[list[float]] = []
    if rng.random() < 0.5:
        edge = float(np.exp(rng.uniform(np.log(60), np.log(450))))
        sections.append(corner(edge, "high", float(rng.uniform(0.5, 1.0))))
    if rng.random() < 0.45:  # a wall between, or far away
        edge = float(np.exp(rng.uniform(np.log(1200), np.log(7500))))
        sections.append(corner(edge, "low", float(rng.uniform(0.5, 0.9))))
    for _ in range(int(rng.integers(0, 4))):
        hertz = float(np.exp(rng.uniform(np.log(120), np.log(7000))))
        sections.append(peaking(hertz, float(rng.normal(0.0, 4.0)), float(rng.uniform(0.5, 5.0))))
    out = sosfilt(np.array(sections), samples) if sections else samples.astype(float)
    if rng.random() < 0.5:
        out = out + float(rng.uniform(-0.5, 0.5)) * np.concatenate([[0.0], out[:-1]])
    return np.asarray(out, np.float32)


def codec(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A cheap chain: telephone band, 8-bit mu-law steps, light clipping, by chance; within 1."""
    out = np.asarray(samples, float)
    if rng.random() < 0.3:
        edge = float(rng.uniform(3000, 4000))
        band = [corner(edge, "low", 0.54), corner(edge, "low", 1.31), corner(250.0, "high", 0.7)]
        out = np.asarray(sosfilt(np.array(band), out), float)
    peak = float(np.abs(out).max()) + 1e-9
    if rng.random() < 0.4:
        clip = peak * float(rng.uniform(0.35, 0.9))
        out = np.clip(out, -clip, clip)
    out = np.clip(out, -1.0, 1.0)
    if rng.random() < 0.5:
        squeezed = np.sign(out) * np.log1p(255.0 * np.abs(out)) / np.log(256.0)
        steps = np.round(squeezed * 127.0) / 127.0
        out = np.sign(steps) * (256.0 ** np.abs(steps) - 1.0) / 255.0
    return np.asarray(out, np.float32)
