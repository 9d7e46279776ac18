"""Scenes of noise with a truth, small enough to train on in a test."""

from __future__ import annotations

import numpy as np

from models.data.scene import Placed
from models.research.dev_clips import FRAMES as CLIP_FRAMES
from models.research.dev_clips import DevClips
from models.research.examples import SAMPLES, Examples
from models.research.fronts import FrontName
from models.research.lessons import Lessons, Scale, heard, vocabulary

DOG = Placed("dog", 1.0, 2.0, 10.0, 1, "event", None, ((1.0, 2.0),))
DOORBELL = Placed("doorbell", 5.0, 6.0, 10.0, None, "event", None, ((5.0, 6.0),))
RAIN = Placed("rain", 0.0, 10.24, 0.0, None, "background", None, ((0.0, 10.24),))


def scenes(count: int) -> Examples:
    """Dogs in rain, and doorbells in silence, in turn: noise and a tone where they sound."""
    rng = np.random.default_rng(3)
    waves = rng.normal(0.0, 30.0, (count, SAMPLES))
    placed = []
    tone = 8000.0 * np.sin(2.0 * np.pi * 880.0 * np.arange(16_000) / 16_000)
    for i in range(count):
        if i % 2:
            waves[i, 80_000:96_000] += tone
            placed.append((DOORBELL,))
        else:
            waves[i] += rng.normal(0.0, 600.0, SAMPLES)
            waves[i, 16_000:32_000] += rng.normal(0.0, 6000.0, 16_000)
            placed.append((DOG, RAIN))
    return Examples(waves.astype(np.int16), placed)


def clips() -> DevClips:
    """Two dogs and two doorbells, each alone, one of each described by people."""
    examples = scenes(4)
    first = [0, 80_000, 0, 80_000]
    length = CLIP_FRAMES * 160
    samples = [wave[at : at + length] for wave, at in zip(examples.samples, first, strict=True)]
    people = {"0": ("A dog barks loudly.",), "1": ("A bell rings.",), "else": ("Rain falls.",)}
    labels = ["dog", "doorbell"] * 2
    return DevClips(np.stack(samples), list("0123"), labels, list("0123"), people)


def lessons(count: int, name: FrontName = "logmel") -> Lessons:
    """Lessons of such scenes."""
    examples = scenes(count)
    frames = heard(examples, name)
    return Lessons(examples, frames, Scale.measured(name, frames), vocabulary(), seed=1)
