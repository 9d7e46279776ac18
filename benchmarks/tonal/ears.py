"""The detectors that are compared, behind one interface.

In: a sound and when the own voice is in it. Out: `Said` values in order: a hint or a name, and
when: of a tonal network alone, or of all that decides on events. An ear hears one stream: what it
remembers of one sound goes on in the next. Never does: counting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from torch import Tensor

from benchmarks.tonal.cases import Case
from edge_aac.build import build_pipeline
from edge_aac.events.tonal.patterns import TonalPattern
from edge_aac.features.narrowband import NarrowBand
from edge_aac.pipeline.frontend import Frontend
from edge_aac.pipeline.stages import Stages
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, Event, EventEnd, FloatArray
from models.tonal.heard import hear_all, load_ear
from models.tonal.targets import HOP_SECONDS

HINT = "hint"


@dataclass(frozen=True, slots=True)
class Said:
    """A detector's word."""

    at: float
    what: str
    """`hint`, `T3`, `T4` or `two-tone`."""


Ear: TypeAlias = Callable[[Case], list[Said]]


def covered(spoken: Sequence[tuple[float, float]], hops: int) -> list[bool]:
    """In which hops the own voice is."""
    ends = [(k + 1) * HOP_SECONDS for k in range(hops)]
    return [any(a < end and end - HOP_SECONDS < b for a, b in spoken) for end in ends]


def network(run: Path) -> Ear:
    """A trained tonal network with its thresholds."""
    net, thresholds = load_ear(run)
    memory: Tensor | None = None
    names = {one: one.value for one in TonalPattern} | {TonalPattern.HINT: HINT}

    def hear(case: Case) -> list[Said]:
        nonlocal memory
        samples, first = _with_before(case)
        spectrum = NarrowBand().whole(samples)
        heard = hear_all(net, spectrum, np.array(_own(case, first, len(samples)), bool), memory)
        memory = heard.memory
        said = [
            Said((int(k) + 1 - first) * HOP_SECONDS, names[pattern])
            for i, pattern in enumerate(TonalPattern)
            for k in np.flatnonzero(heard.level[:, i] >= thresholds[i])
            if k >= first
        ]
        return sorted(said, key=lambda one: one.at)

    return hear


def whole(bundle: Path) -> Ear:
    """A bundle's encoder, tonal network and detector, at the thresholds that ship."""
    stages: list[Stages] = []

    def keep(made: Stages) -> Stages:
        stages.append(made)
        return made

    build_pipeline(Settings.model_validate({"encoder": {"model": bundle}}), around=keep)
    made = stages[0]
    names = {"alarm": HINT, "smoke_alarm": "T3", "co_alarm": "T4", "siren": "two-tone"}
    ears = Frontend(made.front, made.narrow, made.encoder)
    hearing_so_far, tones, detected = ears.start(), made.tonal.start(), made.detector.start()
    heard_samples = 0

    def hear(case: Case) -> list[Said]:
        nonlocal hearing_so_far, tones, detected, heard_samples
        samples, first = _with_before(case)
        begun = (heard_samples + first * HOP_SAMPLES) / SAMPLE_RATE
        hearing_so_far, hearings = ears.step(hearing_so_far, Block(samples, heard_samples))
        heard_samples += len(samples)
        said = []
        for hearing, own in zip(hearings, _own(case, first, len(samples)), strict=True):
            t = hearing.end / SAMPLE_RATE
            tones, patterns = made.tonal.step(tones, hearing.spectrum, own)
            # What the own voice covers is not believed, as in the listener.
            posteriors = hearing.posteriors * np.float32(not own)
            detected, events = made.detector.step(detected, posteriors, t, patterns)
            if t > begun:
                said += [Said(t - begun, names[e.label]) for e in events if _begins(e, names)]
        return said

    return hear


def _with_before(case: Case) -> tuple[FloatArray, int]:
    """A case after what is heard before it, in whole hops, and the hop in which it begins."""
    first = len(case.before) // HOP_SAMPLES
    samples = np.concatenate([case.before[: first * HOP_SAMPLES], case.samples])
    return samples[: len(samples) // HOP_SAMPLES * HOP_SAMPLES], first


def _own(case: Case, first: int, count: int) -> list[bool]:
    """In which hops the own voice is, of so many samples."""
    return [False] * first + covered(case.spoken, count // HOP_SAMPLES - first)


def _begins(event: Event | EventEnd, names: Mapping[str, str]) -> bool:
    return isinstance(event, Event) and event.label in names
