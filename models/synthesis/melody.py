"""Short tunes from small loudspeakers.

In: notes, or a generator that draws them. Out: a sound of one active stretch per run of
notes. Never does: deciding what the tune means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.types import SAMPLE_RATE
from models.synthesis.loudspeaker import loudspeaker
from models.synthesis.sound import Sound, Spans, Wave
from models.synthesis.tone import any_timbre, modulated, steady, tone

_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 4, 7))


@dataclass(frozen=True)
class Note:
    """One note of a tune."""

    start: float
    """[s]."""
    hertz: float
    length: float
    """How long it may sound [s]; the next note does not end it."""


def melody(
    rng: np.random.Generator,
    count: int,
    root_hertz: tuple[float, float],
    beat: tuple[float, float],
) -> list[Note]:
    """A random walk over a scale, on a beat drawn from `beat` [s]."""
    low, high = np.log(root_hertz[0]), np.log(root_hertz[1])
    root = float(np.exp(rng.uniform(low, high)))
    scale = _SCALES[int(rng.integers(len(_SCALES)))]
    unit = float(rng.uniform(*beat))
    step = int(rng.integers(0, len(scale)))
    at = 0.0
    notes: list[Note] = []
    for _ in range(count):
        octave, degree = divmod(step, len(scale))
        length = unit * float(rng.choice([1.0, 1.0, 1.0, 2.0, 0.5]))
        notes.append(Note(at, root * 2.0 ** (octave + scale[degree] / 12.0), length))
        at += length
        step = int(np.clip(step + rng.integers(-3, 4), -3, len(scale) + 3))
    return notes


def play(
    notes: Sequence[Note], rng: np.random.Generator, seconds: float, *, percussive: bool
) -> Sound:
    """Play notes with one timbre: FM bell, square, or a soft tone; a small loudspeaker."""
    ring = float(rng.uniform(1.0, 3.0)) if percussive else 0.95
    end = min(seconds, max(note.start + note.length * ring for note in notes) + 0.05)
    n = int(end * SAMPLE_RATE)
    amplitudes = any_timbre(rng)
    fm = rng.random() < 0.35
    ratio = float(rng.choice([1.0, 2.0, 3.0, 3.5, 1.41, 4.0]))
    index = float(rng.uniform(0.5, 4.0))
    attack = int(float(10 ** rng.uniform(-3.2, -1.9)) * SAMPLE_RATE) + 4
    fall = float(rng.uniform(2.5, 6.0))
    wave: Wave = np.zeros(n)
    spans: list[tuple[float, float]] = []
    for note in notes:
        first = int(note.start * SAMPLE_RATE)
        length = min(n - first, int(note.length * ring * SAMPLE_RATE))
        if length < 2 * attack + 64:
            continue
        t = np.arange(length) / length
        shape = np.exp(-fall * t) if percussive else np.ones(length)
        shape[:attack] *= np.linspace(0.0, 1.0, attack)
        close = max(48, length // 12)
        shape[-close:] *= np.linspace(1.0, 0.0, close)
        hertz = min(note.hertz, 4200.0)
        if fm:
            # Carson's rule keeps the sidebands under Nyquist.
            deepest = max(0.0, (7400.0 - hertz) / (hertz * ratio) - 1.0)
            sung = modulated(steady(hertz, length), ratio, min(index, deepest) * shape, rng)
        else:
            sung = tone(steady(hertz, length), amplitudes, rng)
        wave[first : first + length] += sung * shape
        heard = min(0.6 if percussive else 1.0, 1.0) * length / SAMPLE_RATE
        spans.append((note.start, min(end, note.start + heard)))
    return Sound(loudspeaker(wave, rng, (150, 800), (3000, 7600)), _joined(spans))


def _joined(spans: Sequence[tuple[float, float]]) -> Spans:
    out: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1] + 0.03:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return tuple(out)
