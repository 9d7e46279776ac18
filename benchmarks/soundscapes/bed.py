"""The sound that never stops: one or two layers of recordings that fade into each other.

In: the material, an environment, a generator. Out: a bed of any length, at a level drawn for
the environment, and which recordings play when. Never does: placing events.
"""

from __future__ import annotations

import numpy as np

from benchmarks.soundscapes.material import LEVEL_DBFS, Material
from benchmarks.soundscapes.spec import Playing
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.level import rms

_FADE = SAMPLE_RATE // 2
_LAYERS = (0.55, 0.45)
"""Chance of one layer, of two."""
_HISS_DB = -12.0
"""A microphone's own noise below the bed at night, where nothing else masks it."""


def bed(
    material: Material, environment: str, n: int, rng: np.random.Generator
) -> tuple[FloatArray, list[Playing]]:
    """A bed of n samples."""
    layers = int(rng.choice([1, 2], p=_LAYERS))
    total = np.zeros(n)
    playing: list[Playing] = []
    for k in range(layers):
        layer, played = _layer(material, environment, n, rng)
        total += layer * 10 ** (-float(rng.uniform(0, 12)) * k / 20)
        playing += played
    level = 10 ** (float(rng.uniform(*LEVEL_DBFS[environment])) / 20)
    total *= level / rms(total.astype(np.float32))
    if environment == "night":
        total += rng.standard_normal(n) * level * 10 ** (_HISS_DB / 20)
    return total.astype(np.float32), playing


def _layer(
    material: Material, environment: str, n: int, rng: np.random.Generator
) -> tuple[FloatArray, list[Playing]]:
    out = np.zeros(n + _FADE)
    clips = material.beds[environment]
    at, playing = 0, []
    while at < n:
        clip = clips[int(rng.integers(len(clips)))]
        samples = material.samples(clip)
        # Never looped: a recording of four seconds, again and again, is a cadence.
        wanted = min(int(rng.uniform(8.0, 25.0) * SAMPLE_RATE), n + _FADE - at)
        piece = samples[:wanted] / rms(samples)
        piece = piece * 10 ** (float(rng.uniform(-4, 4)) / 20)
        ramp = min(_FADE, len(piece) // 2)
        if at:
            piece[:ramp] *= np.linspace(0, 1, ramp)
        piece[len(piece) - ramp :] *= np.linspace(1, 0, ramp)
        out[at : at + len(piece)] += piece
        playing.append(Playing(clip.path, at / SAMPLE_RATE, (at + len(piece)) / SAMPLE_RATE, 0.0))
        at += max(1, len(piece) - ramp)
    return np.asarray(out[:n], np.float32), playing
