"""Scenes streamed through the listener and through the baseline.

In: scenes, one after another, as one stream. Out: a `SceneResult` per scene, on the scene's clock:
events, what was spoken, and every announced label's score over time. The listener is the
pipeline that `edge-aac listen` runs, fed in blocks as from a microphone.

Never does: judging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.soundscapes.spec import Playing, Scene, Spec, Truth
from edge_aac.build import build_pipeline
from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.pipeline.pipeline import Output, Pipeline
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import (
    SAMPLE_RATE,
    Event,
    EventEnd,
    FloatArray,
    HopResult,
    Priority,
    Utterance,
)
from models.baseline.scores import BASELINE_CLASSES, baseline_names
from models.baseline.yamnet import WINDOW, Teacher
from models.listening.blocks import Blocks

LABELS = tuple(one.name for one in load_taxonomy().labels if one.priority is not Priority.AMBIENT)
_COLUMNS = [load_taxonomy().index(name) for name in LABELS]
Scores = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Detection:
    """A line of the listener about an event."""

    id: int
    t: float
    onset: float
    label: str
    group: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class SceneResult:
    """What became of one scene; all times on the scene's clock [s]."""

    spec: Spec
    seconds: float
    truth: Truth | None
    playing: tuple[Playing, ...]
    found: tuple[Detection, ...]
    ended: tuple[tuple[int, float], ...]
    """Ids and times."""
    spoken: tuple[tuple[float, str, str], ...]
    """When, with which priority, what."""
    ours: Scores
    """Shape (hops, announced labels): highest smoothed posterior of each hop."""
    baselines: Scores
    """Shape (chunks, announced labels): one row per 0.975 s of the stream, without overlap."""
    first_chunk: float
    """When the first of these chunks began [s]; it may lie before the scene."""


Heard, Found = SceneResult, Detection
"""What was kept of runs (`streaming`) before 0.5.0 names the two classes so."""


class Ears:
    """The listener, and what it made of each hop."""

    def __init__(self, settings: Settings) -> None:
        self._rows = np.zeros((SMOOTHING_ROWS - 1, len(LABELS)), np.float32)
        self._scores: list[Scores] = []
        self.pipeline: Pipeline = build_pipeline(settings, hearing=self._hear)

    def _hear(self, hearing: HopResult) -> None:
        rows = np.concatenate([self._rows, hearing.posteriors[:, _COLUMNS]])
        smooth = [rows[i : i + SMOOTHING_ROWS].mean(axis=0) for i in range(len(rows) - 2)]
        self._scores.append(np.max(smooth, axis=0).astype(np.float16))
        self._rows = rows[-(SMOOTHING_ROWS - 1) :]

    def take(self) -> Scores:
        """The scores since they were last taken, shape (hops, announced labels)."""
        taken, self._scores = self._scores, []
        return _table(taken)


class Baseline:
    """YAMNet as frigate runs it: chunks of 0.975 s, one after another."""

    def __init__(self, folder: Path) -> None:
        self._teacher = Teacher(folder)
        names = baseline_names(folder)
        self._classes = [[names.index(one) for one in BASELINE_CLASSES[label]] for label in LABELS]
        self._waiting = np.zeros(0, np.float32)
        self._scores: list[Scores] = []
        self.chunks = 0
        """Chunks whose scores were taken."""

    def take(self) -> Scores:
        """The scores since they were last taken, shape (chunks, announced labels)."""
        taken, self._scores = self._scores, []
        self.chunks += len(taken)
        return _table(taken)

    def step(self, samples: FloatArray) -> None:
        """Hear what follows."""
        waiting = np.concatenate([self._waiting, samples])
        while len(waiting) >= WINDOW:
            row = self._teacher.scores(waiting[:WINDOW])[0]
            best = [row[columns].max() for columns in self._classes]
            self._scores.append(np.asarray(best, np.float16))
            waiting = waiting[WINDOW:]
        self._waiting = waiting


def hear(scenes: Iterable[Scene], settings: Settings, folder: Path | None) -> Iterator[SceneResult]:
    """Stream scenes; the baseline hears too where its folder is given."""
    ears = Ears(settings)
    baseline = Baseline(folder) if folder is not None else None
    chunk = WINDOW / SAMPLE_RATE
    blocks = Blocks()
    for scene in scenes:
        start, chunks = blocks.clock / SAMPLE_RATE, baseline.chunks if baseline else 0
        outputs = blocks.played(ears.pipeline, scene.samples)
        if baseline:
            baseline.step(scene.samples)
        yield SceneResult(
            scene.spec, len(scene.samples) / SAMPLE_RATE, scene.truth, scene.playing,
            tuple(_found(o, start) for o in outputs if isinstance(o, Event)),
            tuple((o.id, round(o.t - start, 3)) for o in outputs if isinstance(o, EventEnd)),
            tuple(_spoken(outputs, start)),
            ears.take(),
            baseline.take() if baseline else _table([]),
            round(chunks * chunk - start, 4),
        )  # fmt: skip


def _table(rows: list[Scores]) -> Scores:
    return np.stack(rows) if rows else np.zeros((0, len(LABELS)), np.float16)


def _found(event: Event, start: float) -> Detection:
    return Detection(
        event.id, round(event.t - start, 3), round(event.onset - start, 3), event.label,
        event.group, event.score, event.evidence,
    )  # fmt: skip


def _spoken(outputs: list[Output], start: float) -> Iterator[tuple[float, str, str]]:
    for one in outputs:
        if isinstance(one, Utterance):
            yield round(one.t - start, 3), one.priority.value, one.text
