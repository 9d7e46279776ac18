"""A rendered device in a room, and over a bed.

In: rendered sound, `Material`. Out: `Device` values, spectra of mixtures, and the pitch at which
a device sounds. Never does: targets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.features.narrowband import COLUMNS, bin_hertz
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.pieces import amplitude
from models.ground.level import rms
from models.synthesis.room import codec, colour, reverberate
from models.tonal.material import HOPS, SECONDS, Material
from models.tonal.spectra import Columns, columns, log_power


def in_room(samples: FloatArray, made_of: Material) -> FloatArray:
    """As a phone would have caught it."""
    rng = made_of.rng
    if rng.random() < 0.8:
        samples = reverberate(samples, rng, made_of.rooms if rng.random() < 0.5 else None)
    if rng.random() < 0.3:
        samples = colour(samples, rng)
    return codec(samples, rng) if rng.random() < 0.08 else samples


def _sounding(spans: Sequence[tuple[float, float]], n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, bool)
    for start, end in spans:
        mask[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
    return mask


@dataclass(frozen=True, slots=True, eq=False)
class Device:
    """Something rendered, in a lesson's length of silence."""

    kind: str
    columns: Columns
    level: float
    """Root of the mean square while it sounds."""
    spans: tuple[tuple[float, float], ...]


def device_in_room(
    kind: str, samples: FloatArray, spans: Sequence[tuple[float, float]], made_of: Material,
    lead: float,
) -> Device:  # fmt: skip
    """Put a sound into a room, `lead` seconds after the lesson's beginning."""
    wet = in_room(samples, made_of)
    n, at = int(SECONDS * SAMPLE_RATE), int(lead * SAMPLE_RATE)
    whole = np.zeros(n, np.float32)
    wet = wet[: n - at]
    whole[at : at + len(wet)] = wet
    placed = tuple((a + lead, b + lead) for a, b in spans if a + lead < SECONDS - 0.02)
    mask = _sounding(placed, n)
    return Device(kind, columns(whole), rms(whole[mask]) if mask.any() else rms(whole), placed)


def mix(
    device: Device, made_of: Material, level: float, other: Device | None
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """The spectrum of a device over a bed, and in which columns the own voice is."""
    rng = made_of.rng
    bed = made_of.bed()
    n = len(bed)
    mask = _sounding(device.spans, n)
    under = rms(bed[mask]) if mask.any() else rms(bed)
    mixed = columns(bed)
    mixed += device.columns * np.float32(under / device.level * amplitude(level))
    loudest = under * max(1.0, amplitude(level))
    if other is not None:
        mixed += other.columns * np.float32(
            under / other.level * amplitude(level + rng.uniform(-12, 6))
        )
    covered = np.zeros(HOPS, bool)
    if rng.random() < 0.2:
        speech, covered = made_of.own_voice()
        mixed += speech * np.float32(0.6 * loudest / 0.05 * amplitude(rng.uniform(-20, 15)))
    gain = 0.1 / (loudest + 1e-9) * amplitude(rng.uniform(-30, 6))
    return log_power(mixed * np.float32(gain)), np.repeat(covered, COLUMNS)


def pitch_of(device: Device, low: float, high: float) -> float:
    """Where a device sounds [Hz]: its strongest bin, and how far off that one it is."""
    sounding = np.zeros(len(device.columns), bool)
    for a, b in device.spans:
        sounding[int(a * 50) + 3 : int(b * 50) + 1] = True
    power = np.square(np.abs(device.columns))
    mean = power[sounding].mean(axis=0) - 0.999 * power[~sounding].mean(axis=0)
    hertz = bin_hertz()
    inside = np.flatnonzero((hertz >= low) & (hertz <= high))
    best = int(inside[mean[inside].argmax()])
    a, b, c = (float(np.log(max(mean[i], 1e-12))) for i in (best - 1, best, best + 1))
    off = 0.5 * (a - c) / (a - 2 * b + c) if a - 2 * b + c < 0 else 0.0
    return float(hertz[best] + np.clip(off, -0.5, 0.5) * (hertz[1] - hertz[0]))
