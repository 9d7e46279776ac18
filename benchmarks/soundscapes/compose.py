"""A specification -> a scene: bed, room, distance, level, truth.

In: a `Spec` and the material. Out: a `Scene`, the same to the bit each time. The level is
broadband over the bed, in the samples in which the event sounds.

Never does: choosing what is placed; `plan` does.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from benchmarks.renderer.rendered import render
from benchmarks.soundscapes.bed import bed
from benchmarks.soundscapes.material import Material
from benchmarks.soundscapes.spec import Playing, Scene, Spec, Truth
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.activity import active_stretches
from models.ground.corpus import Clip
from models.ground.level import rms

RENDERED = {
    "t3_piezo": "smoke_alarm", "t3_low": "smoke_alarm", "t4_piezo": "co_alarm",
    "t4_low": "co_alarm", "fire_horn": "fire_alarm", "fire_sweep": "fire_alarm",
    "fire_gong": "fire_alarm", "siren_wail": "siren", "siren_yelp": "siren",
    "siren_hilo": "siren", "door_dingdong": "doorbell", "door_buzzer": "doorbell",
    "door_melody": "doorbell",
}  # fmt: skip
"""Label of what the second renderer makes; what is not here is a look-alike."""
LEAD = (6.0, 9.0)
TAIL = 18.0
"""After an event, so that it has ended before the next scene [s]."""
_IN_A_ROOM = 0.5
_EVERY = {"household": 7.0, "street": 6.0, "night": 45.0}
"""Single sounds come so often, on average [s]."""
_OVER_BED_DB = (-5.0, 22.0)
_CEILING = 0.97


def compose(spec: Spec, material: Material) -> Scene:
    """Compose one scene."""
    rng = np.random.default_rng([zlib.crc32(spec.part.encode()), spec.index])
    if not spec.kind:
        n = int(spec.seconds * SAMPLE_RATE)
        samples, playing = bed(material, spec.environment, n, rng)
        if spec.scattered:
            playing += _scatter(samples, material, spec.environment, rng)
        return Scene(spec, _limited(samples), None, tuple(playing))
    sound, spans, truth = _placed(spec, material, rng)
    lead = float(rng.uniform(*LEAD))
    n = int((lead + TAIL) * SAMPLE_RATE) + len(sound)
    samples, playing = bed(material, spec.environment, n, rng)
    at = int(lead * SAMPLE_RATE)
    _add(samples, sound, at, _mask(spans, len(sound)), spec.level_db)
    end = lead + len(sound) / SAMPLE_RATE
    playing.append(Playing(spec.kind, lead, end, spec.level_db))
    label, group, recording = truth
    event = None
    if label:
        onsets = tuple(lead + start for start, _ in spans)
        event = Truth(label, group, recording, onsets[0], lead + spans[-1][1], lead, onsets)
    return Scene(spec, _limited(samples), event, tuple(playing))


def _placed(
    spec: Spec, material: Material, rng: np.random.Generator
) -> tuple[FloatArray, list[tuple[float, float]], tuple[str, str, str]]:
    """The sound of the event, when it sounds, and what it is."""
    if not spec.kind.startswith("rendered:"):
        clip = next(c for c in (*material.salient, *material.singles) if c.path == spec.kind)
        samples = _heard_from_afar(material.samples(clip), material, rng)
        spans = list(active_stretches(samples)) or [(0.0, len(samples) / SAMPLE_RATE)]
        return samples, spans, _meaning(clip)
    kind = spec.kind.partition(":")[2]
    made = render(kind, spec.index)
    samples, spans = made.samples, list(made.spans)
    if not spec.from_start:
        cut = float(rng.uniform(0.0, min(6.0, spans[-1][0])))
        samples = samples[int(cut * SAMPLE_RATE) :].copy()
        samples[:80] *= np.linspace(0, 1, 80, dtype=np.float32)
        spans = [(max(0.0, a - cut), b - cut) for a, b in spans if b - cut > 0.02]
    label = RENDERED.get(kind, "")
    group = load_taxonomy()[label].group if label else ""
    return samples, spans, (label, group, f"{kind}:{spec.index}")


def _meaning(clip: Clip) -> tuple[str, str, str]:
    taxonomy = load_taxonomy()
    known = clip.label in taxonomy.names
    return (clip.label, taxonomy[clip.label].group, clip.group) if known else ("", "", clip.group)


def _scatter(
    samples: FloatArray, material: Material, environment: str, rng: np.random.Generator
) -> list[Playing]:
    """Put single recordings on a bed; which ones."""
    playing: list[Playing] = []
    t = float(rng.exponential(_EVERY[environment]))
    while t < len(samples) / SAMPLE_RATE - 1.0:
        clip = material.singles[int(rng.integers(len(material.singles)))]
        sound = _heard_from_afar(material.samples(clip), material, rng)
        at = int(t * SAMPLE_RATE)
        sound = sound[: len(samples) - at]
        spans = list(active_stretches(sound))
        if spans:
            level = float(rng.uniform(*_OVER_BED_DB))
            _add(samples, sound, at, _mask(spans, len(sound)), level)
            playing.append(Playing(clip.path, t, t + len(sound) / SAMPLE_RATE, round(level, 1)))
        t += float(rng.exponential(_EVERY[environment])) + 0.5
    return playing


def _heard_from_afar(
    samples: FloatArray, material: Material, rng: np.random.Generator
) -> FloatArray:
    """A recording in a recorded room, or as it is."""
    if not material.rooms or rng.random() >= _IN_A_ROOM:
        return samples
    response = material.samples(material.rooms[int(rng.integers(len(material.rooms)))])
    response = response[int(np.abs(response).argmax()) :][: SAMPLE_RATE * 2]
    return np.asarray(fftconvolve(samples, response / rms(response)), np.float32)


def _mask(spans: list[tuple[float, float]], n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, bool)
    for start, end in spans:
        mask[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE) + 1] = True
    return mask


def _add(
    samples: FloatArray, sound: FloatArray, at: int, mask: NDArray[np.bool_], level_db: float
) -> None:
    """Add a sound at a level over what is there while it sounds."""
    under = samples[at : at + len(sound)]
    gain = rms(under[mask[: len(under)]]) / rms(sound[mask]) * 10 ** (level_db / 20)
    under += sound[: len(under)] * np.float32(gain)


def _limited(samples: FloatArray) -> FloatArray:
    peak = float(np.abs(samples).max())
    return samples if peak <= _CEILING else samples * np.float32(_CEILING / peak)
