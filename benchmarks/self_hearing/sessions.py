"""One session of a listener with itself, and one alarm under its voice.

In: a `SessionPlan`. Out: figures that JSON takes. A session is the same each time but for the
synthesiser, whose sentences may differ by a few samples; nothing drawn depends on their lengths.

Never does: summing up.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.renderer.rendered import render
from benchmarks.self_hearing.leak import direct, played
from benchmarks.self_hearing.score import self_triggered
from benchmarks.self_hearing.talk import Room, Talk, silent, talk
from benchmarks.self_hearing.texts import Own
from benchmarks.soundscapes.bed import bed
from benchmarks.soundscapes.material import Material, material_in
from edge_aac.build import build_pipeline
from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.pipeline import Pipeline
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray, HopResult, Priority, Utterance
from models.ground.level import rms

LEVELS_DB = (-20.0, -6.0)
"""Of the leak over what is played."""
ENVIRONMENTS = ("household", "street", "night")
FIRST_SESSION = 10_000
"""Sessions with smaller numbers were looked at."""
SESSION = 25
"""Own utterances in one session."""
_PAUSE = (2.0, 9.0)
_SHORT_PAUSE = (1.0, 4.0)
"""While an alarm sounds, something is said all the time."""
_LEAD = 8.0
_MEMORY = 12.0
"""What a description is made of lies so far back at most [s]."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One session or one alarm."""

    index: int
    kind: str
    """Empty for a session without an alarm."""
    settings: Settings
    data: Path | None
    texts: tuple[Own, ...]


def _room(rows: Material, rng: np.random.Generator) -> Room:
    clip = rows.rooms[int(rng.integers(len(rows.rooms)))]
    return Room(direct(rows.samples(clip)), float(rng.uniform(*LEVELS_DB)))


def _prompts(
    work: SessionPlan, rng: np.random.Generator, at: float, until: float, pause: tuple[float, float]
) -> list[tuple[float, Own]]:
    """Own utterances one after another."""
    prompts: list[tuple[float, Own]] = []
    calm = [one for one in work.texts if one.priority is not Priority.CRITICAL]
    while at < until and len(prompts) < SESSION:
        texts = calm if work.kind else work.texts
        own = texts[int(rng.integers(len(texts)))]
        prompts.append((at, own))
        at += len(played(own.text, own.earcon)) / SAMPLE_RATE + float(rng.uniform(*pause))
    return prompts


def session(work: SessionPlan) -> dict[str, Any]:
    """Own utterances over a bed, with and without the leak, announced to the listener and not."""
    rng = np.random.default_rng([zlib.crc32(b"session"), FIRST_SESSION + work.index])
    rows, catalogue = material_in(work.data), load_catalogue()
    room = _room(rows, rng)
    prompts = _prompts(work, rng, _LEAD, float("inf"), _PAUSE)
    n = math.ceil(prompts[-1][0] + 20.0) * SAMPLE_RATE
    environment = ENVIRONMENTS[work.index % len(ENVIRONMENTS)]
    sound, _ = bed(rows, environment, n, rng)
    figures: dict[str, Any] = {"environment": environment, "level_db": round(room.level_db, 1)}
    for known in (True, False):
        leaked = talk(_pipeline(work), sound, prompts, room, known)
        reference = _Reference(work.settings)
        without = silent(reference.pipeline, sound, leaked.speaks, known)
        found = self_triggered(leaked, without, catalogue, reference.heard)
        strictly = self_triggered(leaked, without, catalogue)
        figures["known" if known else "unknown"] = {
            "own": len(leaked.speaks),
            "said": len(leaked.said),
            "said without the leak": len(without.said),
            "self-triggered": _lines(found),
            "by the words alone": _lines(strictly),
        }
    return figures


def _lines(said: list[Utterance]) -> list[tuple[float, str, str]]:
    return [(round(one.t, 2), one.priority.value, one.text) for one in said]


def alarm(work: SessionPlan) -> dict[str, Any]:
    """A smoke alarm at 0 dB over a bed, under the own voice and without it."""
    rng = np.random.default_rng([zlib.crc32(work.kind.encode()), work.index])
    rows = material_in(work.data)
    made = render(work.kind, work.index)
    n = int((_LEAD + 2.0) * SAMPLE_RATE) + len(made.samples)
    environment = ENVIRONMENTS[work.index % len(ENVIRONMENTS)]
    sound, _ = bed(rows, environment, n, rng)
    _lay(sound, made.samples, made.spans)
    until = _LEAD + made.spans[-1][1]
    room = _room(rows, rng)
    prompts = _prompts(work, rng, _LEAD - float(rng.uniform(0.0, 2.0)), until, _SHORT_PAUSE)
    leaked = talk(_pipeline(work), sound, prompts, room, known=True)
    without = silent(_pipeline(work), sound, [], known=False)
    spoken = sum(min(one.end, until) - max(one.start, _LEAD) for one in leaked.speaks)
    return {
        "kind": work.kind,
        "seed": work.index,
        "environment": environment,
        "spoken": round(spoken / (until - _LEAD), 2),
        "under the voice": _heard(leaked, until),
        "without it": _heard(without, until),
    }


def _lay(sound: FloatArray, made: FloatArray, spans: tuple[tuple[float, float], ...]) -> None:
    """An alarm at 0 dB over the bed, in the samples in which it sounds."""
    mask = np.zeros(len(made), bool)
    for start, end in spans:
        mask[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = True
    at = int(_LEAD * SAMPLE_RATE)
    under = sound[at : at + len(made)]
    under += made * np.float32(rms(under[mask]) / rms(made[mask]))


def _heard(one: Talk, until: float) -> dict[str, float | None]:
    """When an alarm was announced, and when it was called a smoke alarm, counted from its onset."""
    events = [e for e in one.events if e.group == "hazard_alarm" and _LEAD <= e.t <= until + 2.0]
    return {
        name: next((round(e.t - _LEAD, 2) for e in events if e.label in labels), None)
        for name, labels in (
            ("announced", ("alarm", "smoke_alarm", "co_alarm", "fire_alarm")),
            ("named", ("smoke_alarm",)),
        )
    }


class _Reference:
    """A listener, and what its network heard and when."""

    def __init__(self, settings: Settings) -> None:
        self._taxonomy = load_taxonomy()
        self._thresholds = Bundle.load(find_bundle(settings.encoder.model)).thresholds
        self._rows: list[tuple[float, FloatArray]] = []
        self.pipeline = build_pipeline(settings, hearing=self._hear)

    def _hear(self, hearing: HopResult) -> None:
        self._rows.append((hearing.end / SAMPLE_RATE, hearing.posteriors.mean(axis=0)))

    def heard(self, label: str, t: float) -> bool:
        """Whether a label came to half of its threshold in the seconds before a time."""
        if label not in self._taxonomy.names:
            return False
        column, least = self._taxonomy.index(label), 0.5 * self._thresholds[label]
        return any(row[column] >= least for at, row in self._rows if t - _MEMORY <= at <= t)


def _pipeline(work: SessionPlan) -> Pipeline:
    return build_pipeline(work.settings)
