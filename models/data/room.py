"""What stands between a sound and its recording: room, loudspeaker, microphone, codec.

In: samples and a generator. Out: samples of the same length. The device's stages
never see this module.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from edge_aac.types import SAMPLE_RATE, FloatArray


def reverberate(
    samples: FloatArray, rng: np.random.Generator, rooms: Sequence[FloatArray] | None
) -> FloatArray:
    """Put a sound into a room: a recorded response, or a drawn one where none is given."""
    room = rooms[int(rng.integers(len(rooms)))] if rooms else _drawn_room(rng)
    peak = int(np.argmax(np.abs(room)))
    room = room[peak:] / (np.sqrt(np.sum(room**2)) + 1e-9)
    room[0] += float(rng.uniform(0.0, 1.0))  # a nearer source has more direct sound
    wet = fftconvolve(samples, room.astype(np.float32))[: len(samples)]
    rms = np.sqrt(np.mean(samples**2)) / (np.sqrt(np.mean(wet**2)) + 1e-9)
    return np.asarray(wet * rms, np.float32)


def _drawn_room(rng: np.random.Generator) -> FloatArray:
    """Exponentially decaying noise after a few early reflections (RT60 0.15 to 0.9 s)."""
    seconds = float(rng.uniform(0.15, 0.9))
    length = int(min(seconds, 0.8) * SAMPLE_RATE)
    decay = np.exp(-6.9 * np.arange(length) / (seconds * SAMPLE_RATE))
    tail = rng.standard_normal(length) * decay * float(rng.uniform(0.02, 0.12))
    tail[0] = 1.0
    for _ in range(int(rng.integers(3, 9))):
        tail[int(rng.integers(16, 800))] += float(rng.uniform(-0.5, 0.5))
    return np.asarray(tail, np.float32)


def colour(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A microphone's or loudspeaker's response: band limits and a tilt."""
    sections = []
    if rng.random() < 0.5:
        sections.append(
            butter(1, float(rng.uniform(60, 400)), "high", fs=SAMPLE_RATE, output="sos")
        )
    if rng.random() < 0.5:
        edge = float(np.exp(rng.uniform(np.log(2500), np.log(7500))))
        sections.append(butter(2, edge, "low", fs=SAMPLE_RATE, output="sos"))
    for section in sections:
        samples = sosfilt(section, samples)
    if rng.random() < 0.5:
        tilt = float(rng.uniform(-0.5, 0.5))
        delayed = np.concatenate([np.zeros(1, np.float32), samples[:-1]])
        samples = np.asarray(samples + np.float32(tilt) * delayed, np.float32)
    return np.asarray(samples, np.float32)


def codec(samples: FloatArray, rng: np.random.Generator) -> FloatArray:
    """What a cheap chain adds: 8-bit mu-law steps or clipping."""
    if rng.random() < 0.5:
        squeezed = np.sign(samples) * np.log1p(255 * np.abs(np.clip(samples, -1, 1))) / np.log(256)
        steps = np.round(squeezed * 127) / 127
        return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, np.float32)
    return np.asarray(np.clip(samples * float(rng.uniform(1.5, 4.0)), -1.0, 1.0), np.float32)
