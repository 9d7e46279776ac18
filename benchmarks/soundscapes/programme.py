"""A composed programme: recordings placed one after another over a bed, with the truth about each.

In: the material, a seed, how many minutes. Out: samples, and when each placed sound is audible.
A sound is audible from the first to the last moment in which it is as loud as the bed; what lies
under the bed nobody can subtitle. Never does: hearing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from benchmarks.soundscapes.bed import bed
from benchmarks.soundscapes.material import Material
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.activity import active_stretches
from models.ground.corpus import Clip
from models.ground.level import rms

PLACES = ("night", "household", "night")
"""Environments of programmes, in turn."""
_FRAME = 160
"""Samples of 10 ms, in which loudness is compared."""
_LEVEL_DB = (10.0, 25.0)
"""Of a sound over the bed, in its active part: of a programme, people made it audible."""
_PAUSE_SECONDS = (2.0, 8.0)
_LONGEST = 8 * SAMPLE_RATE
_CEILING = 0.97


@dataclass(frozen=True, slots=True)
class Placed:
    """A sound of a programme."""

    label: str
    group: str
    onset: float
    end: float
    """From when to when it is audible [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """What is composed."""

    samples: FloatArray
    placed: tuple[Placed, ...]
    around: frozenset[str]
    """Groups that sound in the bed."""


def programme(
    material: Material, seed: int, minutes: float, environment: str = "night"
) -> Programme:
    """Compose one."""
    rng = np.random.default_rng([27, seed])
    n = int(minutes * 60 * SAMPLE_RATE)
    under, playing = bed(material, environment, n, rng)
    taxonomy = load_taxonomy()
    by_path = {clip.path: clip.label for clips in material.beds.values() for clip in clips}
    labels = {by_path[one.path] for one in playing}
    around = frozenset(taxonomy[one].group for one in labels if one in taxonomy.names)
    samples = under.copy()
    placed: list[Placed] = []
    clips = _by_label(material, around)
    names = sorted(clips)
    at = SAMPLE_RATE
    while at < n - SAMPLE_RATE:
        label = names[int(rng.integers(len(names)))]
        clip = clips[label][int(rng.integers(len(clips[label])))]
        sound = material.samples(clip)[:_LONGEST][: n - at]
        level = float(rng.uniform(*_LEVEL_DB))
        spans = active_stretches(sound)
        if spans:
            heard = _loud(sound, spans, rms(under[at : at + len(sound)]), level)
            samples[at : at + len(sound)] += heard
            audible = _audible(heard, under[at : at + len(sound)])
            if audible is not None:
                onset, end = (at / SAMPLE_RATE + one for one in audible)
                placed.append(Placed(label, taxonomy[label].group, onset, end))
        at += len(sound) + int(rng.uniform(*_PAUSE_SECONDS) * SAMPLE_RATE)
    peak = float(np.abs(samples).max())
    scale = np.float32(min(1.0, _CEILING / peak))
    return Programme(np.asarray(samples * scale, np.float32), tuple(placed), around)


def _by_label(material: Material, without: frozenset[str]) -> dict[str, list[Clip]]:
    """Recordings to place, by label; none of what the bed holds anyhow."""
    taxonomy = load_taxonomy()
    found: dict[str, list[Clip]] = defaultdict(list)
    for clip in (*material.salient, *material.singles):
        if clip.label in taxonomy.names and taxonomy[clip.label].group not in without:
            found[clip.label].append(clip)
    return found


def _loud(
    sound: FloatArray, spans: tuple[tuple[float, float], ...], around: float, level: float
) -> FloatArray:
    """A sound at a level over the bed, in its active part, with short fades."""
    mask = np.zeros(len(sound), bool)
    for start, end in spans:
        mask[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE) + 1] = True
    out = sound * np.float32(around / rms(sound[mask]) * 10 ** (level / 20))
    ramp = min(160, len(out) // 2)
    out[:ramp] *= np.linspace(0.0, 1.0, ramp, dtype=np.float32)
    out[len(out) - ramp :] *= np.linspace(1.0, 0.0, ramp, dtype=np.float32)
    return np.asarray(out, np.float32)


def _audible(sound: FloatArray, under: FloatArray) -> tuple[float, float] | None:
    """From when to when a sound is as loud as what is around it [s]; None where it never is."""
    frames = len(sound) // _FRAME
    if frames == 0:
        return None
    power = (sound[: frames * _FRAME].reshape(frames, _FRAME) ** 2).mean(axis=1)
    loud = np.flatnonzero(power >= float((under**2).mean()))
    if not len(loud):
        return None
    return float(loud[0]) * _FRAME / SAMPLE_RATE, float(loud[-1] + 1) * _FRAME / SAMPLE_RATE
