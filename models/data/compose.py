"""The scene composer: recordings and synthesised sounds -> scenes with timelines.

Three kinds. A *single* is one recording as a phone would have caught it (speed,
room, microphone, level, a little noise). A *scene* is one to three events over a
background at known times and levels. A *wild* one is several recordings, bent out of
shape, on top of each other. Everything random comes from one generator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import soxr

from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.pieces import amplitude, faded, joined, later, loudness
from models.data.recipe import (
    BACKGROUND_LABELS,
    BACKWARDS,
    COUNTABLE,
    RENDERABLE,
    WILDEST,
    Recipe,
)
from models.data.scene import Placed, Scene
from models.data.waves import Waves
from models.ground.activity import active_stretches
from models.ground.corpus import BACKGROUND, ROOM_RESPONSE, Clip
from models.synthesis import KINDS, render
from models.synthesis.room import codec, colour, far, reverberate


@dataclass(frozen=True, eq=False)
class Foreground:
    """One sound to be placed."""

    samples: FloatArray
    label: str
    count: int | None
    stretches: tuple[tuple[float, float], ...]
    """When it sounds [s] from its own start."""


class Composer:
    """Draws scenes from rows of the corpus.

    `synthesised` is the share of foregrounds that are rendered rather than recorded, of the
    labels in `rendered` (one that stands there twice is drawn twice as often).
    """

    def __init__(
        self,
        waves: Waves,
        foregrounds: Sequence[Clip],
        surroundings: Sequence[Clip],
        recipe: Recipe,
        *,
        synthesised: float = 0.0,
        rendered: Sequence[str] = RENDERABLE,
    ) -> None:
        self._waves = waves
        self._recipe = recipe
        self._by_label: dict[str, list[Clip]] = defaultdict(list)
        for clip in foregrounds:
            if clip.label not in (BACKGROUND, ROOM_RESPONSE):
                self._by_label[clip.label].append(clip)
        self._labels = sorted(self._by_label)
        weights = np.array([len(self._by_label[n]) for n in self._labels], float) ** recipe.balance
        self._weights = weights / weights.sum()
        self._backgrounds: dict[str, list[Clip]] = defaultdict(list)
        for clip in surroundings:
            if clip.label in BACKGROUND_LABELS and clip.seconds >= 2.0:
                self._backgrounds[clip.label].append(clip)
        self._rooms = [
            waves[clip][: SAMPLE_RATE * 2] for clip in surroundings if clip.label == ROOM_RESPONSE
        ]
        self._synthesised = synthesised
        self._rendered = tuple(rendered)
        self._all = [clip for clips in self._by_label.values() for clip in clips]

    def single(self, rng: np.random.Generator) -> Scene:
        """One sound, as one microphone hears it."""
        recipe = self._recipe
        length = int(recipe.single_seconds * SAMPLE_RATE)
        if rng.random() < 0.04:
            return self._nothing(length, rng)
        sound = self._foreground(rng, recipe.single_seconds)
        samples = sound.samples
        if rng.random() < 0.5 or len(samples) >= length:
            start = 0
        else:
            start = int(rng.integers(0, length - len(samples) + 1))
        mixed = np.zeros(length, np.float32)
        kept = min(len(samples), length - start)
        mixed[start : start + kept] = samples[:kept]
        stretches = later(sound.stretches, start / SAMPLE_RATE, recipe.single_seconds)
        level, complete = 30.0, False
        beds: tuple[Placed, ...] = ()
        if recipe.company and rng.random() < recipe.company:
            level = float(rng.uniform(-5, 20))
            bed, name = self._background(length, rng)
            whole = ((0.0, recipe.single_seconds),)
            mixed = mixed + bed * amplitude(
                loudness(mixed, stretches) - level - loudness(bed, whole)
            )
            complete = name != BACKGROUND
            if complete and name != sound.label:
                beds = self._placed(name, whole, 0.0, "background", None)
        elif rng.random() < 0.5:
            level = float(rng.uniform(3, 40))
            mixed = mixed + self._noise(length, rng) * amplitude(loudness(mixed, stretches) - level)
        mixed = self._device(np.asarray(mixed, np.float32), rng)
        placed = self._placed(sound.label, stretches, level, "event", sound.count)
        return Scene(mixed, placed + beds, complete=complete)

    def scene(self, rng: np.random.Generator) -> Scene:
        """Events over a background."""
        recipe = self._recipe
        length = int(recipe.scene_seconds * SAMPLE_RATE)
        placed: list[Placed] = []
        if rng.random() < recipe.recorded_bed:
            bed, name = self._background(length, rng)
            complete = name != BACKGROUND
            if complete:
                placed += self._placed(
                    name, ((0.0, recipe.scene_seconds),), 0.0, "background", None
                )
        else:
            bed, complete = self._noise(length, rng), True
            bed = bed * np.float32(amplitude(float(rng.uniform(-25, 0))))
        bed_level = loudness(bed, ((0.0, recipe.scene_seconds),))
        mixed = bed
        quiet = not placed
        names = {p.label for p in placed}
        for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.06, 0.4, 0.36, 0.18]))):
            sound = self._foreground(rng, float(rng.uniform(2.0, 6.0)))
            if sound.label in names or not sound.stretches:
                continue
            names.add(sound.label)
            samples = sound.samples
            start = int(rng.integers(0, max(1, length - min(len(samples), length // 2))))
            level = float(rng.uniform(5, 35) if quiet else rng.uniform(-6, 24))
            away: Literal["near", "far"] | None = None
            if recipe.distance and rng.random() < recipe.distance:
                away = "far" if rng.random() < 0.6 else "near"
                if away == "far":
                    samples = far(samples, rng)
                level = min(level, 12.0) - 4.0 if away == "far" else max(level, 8.0) + 6.0
            gain = np.float32(amplitude(bed_level + level - loudness(samples, sound.stretches)))
            samples = samples[: length - start]
            mixed = mixed.copy()
            mixed[start : start + len(samples)] += samples * gain
            moved = later(sound.stretches, start / SAMPLE_RATE, recipe.scene_seconds)
            placed += self._placed(sound.label, moved, level, "event", sound.count, away)
        return Scene(self._device(mixed, rng), tuple(placed), complete=complete)

    def wild(self, rng: np.random.Generator) -> Scene:
        """One to four sounds far from how they were recorded, for a teacher to make of it."""
        recipe = self._recipe
        length = int(recipe.single_seconds * SAMPLE_RATE)
        mixed = np.zeros(length, np.float32)
        for _ in range(int(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1]))):
            if rng.random() < self._synthesised:
                label = self._rendered[int(rng.integers(len(self._rendered)))]
                samples = render(_kind(label, rng), rng, recipe.single_seconds).samples
            else:
                samples = self._waves[self._all[int(rng.integers(len(self._all)))]]
            factor = float(np.exp(rng.uniform(-WILDEST, WILDEST)))
            samples = soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE * factor, quality="QQ")
            if rng.random() < BACKWARDS:
                samples = samples[::-1]
            if rng.random() < recipe.room:
                samples = reverberate(samples, rng, self._rooms if rng.random() < 0.5 else None)
            spare = len(samples) - length
            first = int(rng.integers(0, spare + 1)) if spare > 0 else 0
            samples = samples[first : first + length]
            at = int(rng.integers(0, length - len(samples) + 1))
            size = float(np.sqrt(np.mean(samples**2))) + 1e-6
            gain = np.float32(0.1 / size * amplitude(float(rng.uniform(-20.0, 0.0))))
            mixed[at : at + len(samples)] += samples * gain
        return Scene(self._device(mixed, rng), (), complete=False, unknown=True)

    def _foreground(self, rng: np.random.Generator, seconds: float) -> Foreground:
        recipe = self._recipe
        if rng.random() < self._synthesised:
            label = self._rendered[int(rng.integers(len(self._rendered)))]
            rendered = render(_kind(label, rng), rng, seconds)
            samples, count = rendered.samples, rendered.count
            stretches = joined(rendered.active, 0.6)
        else:
            label = self._labels[int(rng.choice(len(self._labels), p=self._weights))]
            clips = self._by_label[label]
            samples = self._waves[clips[int(rng.integers(len(clips)))]]
            count, stretches = None, ()
            if rng.random() < 0.6:
                factor = float(np.exp(rng.uniform(-recipe.speed, recipe.speed)))
                samples = soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE * factor, quality="QQ")
            wanted = int(seconds * SAMPLE_RATE)
            if len(samples) > wanted:
                start = 0
                if rng.random() < 0.6:
                    # Begin where something sounds, not in a pause.
                    starts = [int(a * SAMPLE_RATE) for a, _ in active_stretches(samples)]
                    start = int(rng.choice(starts)) if starts else 0
                    start = max(0, min(start - 1600, len(samples) - wanted // 2))
                samples = samples[start : start + wanted]
        if rng.random() < recipe.room:
            rooms = self._rooms if rng.random() < 0.6 else None
            samples = reverberate(samples, rng, rooms)
        samples = np.asarray(samples, np.float32)
        return Foreground(samples, label, count, stretches or active_stretches(samples))

    def _background(self, length: int, rng: np.random.Generator) -> tuple[FloatArray, str]:
        names = sorted(self._backgrounds)
        weights = np.array([len(self._backgrounds[n]) for n in names], float) ** 0.4
        name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
        clips = self._backgrounds[name]
        pieces: list[FloatArray] = []
        total = 0
        while total < length:
            samples = self._waves[clips[int(rng.integers(len(clips)))]]
            if len(samples) > 2 * length:
                start = int(rng.integers(0, len(samples) - length))
                samples = samples[start : start + length]
            rms = float(np.sqrt(np.mean(samples**2))) + 1e-6
            pieces.append(faded(samples * np.float32(0.05 / rms)))
            total += len(samples)
        return np.concatenate(pieces)[:length], name

    def _noise(self, length: int, rng: np.random.Generator) -> FloatArray:
        """Coloured noise (power falling with frequency by a random exponent), RMS 0.01."""
        spectrum = np.fft.rfft(rng.standard_normal(length))
        shape = np.maximum(np.arange(len(spectrum)), 8.0) ** (-float(rng.uniform(0.0, 1.2)))
        noise = np.fft.irfft(spectrum * shape, length)
        return np.asarray(noise * (0.01 / (noise.std() + 1e-12)), np.float32)

    def _nothing(self, length: int, rng: np.random.Generator) -> Scene:
        level = np.float32(amplitude(float(rng.uniform(-40, 15))))
        return Scene(self._noise(length, rng) * level, (), complete=True)

    def _device(self, samples: FloatArray, rng: np.random.Generator) -> FloatArray:
        recipe = self._recipe
        if rng.random() < recipe.device:
            samples = colour(samples, rng)
        peak = float(np.abs(samples).max()) + 1e-9
        samples = samples * np.float32(amplitude(float(rng.triangular(-40, -3, 3))) / peak)
        if rng.random() < recipe.codec:
            samples = codec(samples, rng)
        return np.clip(samples, -1.0, 1.0).astype(np.float32)

    def _placed(
        self,
        label: str,
        stretches: Sequence[tuple[float, float]],
        level: float,
        role: str,
        count: int | None,
        distance: Literal["near", "far"] | None = None,
    ) -> tuple[Placed, ...]:
        if not stretches:
            return ()
        if count is None and label in COUNTABLE and len(stretches) <= 4:
            count = len(stretches)
        rounded = tuple((round(a, 3), round(b, 3)) for a, b in stretches)
        onset, end = rounded[0][0], rounded[-1][1]
        return (Placed(label, onset, end, round(level, 1), count, role, distance, rounded),)


def _kind(label: str, rng: np.random.Generator) -> str:
    """A way to render a label."""
    kinds = sorted(kind for kind, of in KINDS.items() if of == label)
    return kinds[int(rng.integers(len(kinds)))]
