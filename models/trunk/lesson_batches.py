"""Batches of lessons for the trunk: crops, changed on the log-Mel.

In: shards of lessons, those that are there and those that come while it runs. Out: float
tensors. Level, microphone, masks, and mixing in the power domain happen here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from edge_aac.features.published import FLOOR
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.data.lessons import LOWEST as LOWEST_LOG
from models.data.lessons import STEP, Shard, load_shard, shards
from models.tagger.front import AUDIBLE_BANDS, scaled
from models.tagger.plan import BANDS
from models.trunk.run import TrunkRun

FRAMES = 512
COLUMNS = FRAMES // 16
WINDOWS = COLUMNS // 2
AGAIN = 200
"""Batches between two looks for new shards."""
BAND_MASK = 12
TIME_MASK = 24
KNOTS = 6
MOST_OVER, MOST_UNDER = 1.0, 2.8
"""Of a second sound against the first, in natural-log power."""


@dataclass(frozen=True, eq=False)
class LessonBatch:
    """One step's examples."""

    frames: Tensor
    """(n, 512, 128) float32, scaled."""
    active: Tensor
    """(n, 32, labels) float32: what sounds in each column of 160 ms."""
    single: Tensor
    """(n, labels) float32: 1 for what a single that is not mixed is of."""
    sure: Tensor
    """(n,) float32: what the absence of a label is worth."""
    taught: Tensor
    """(n, 16, 527) float32: the tagger's probabilities at every second column."""
    roots: Tensor
    """(n, 16, 384) float32: roots of the tagger's embedding there."""
    pure: Tensor
    """(n,) float32: 1 where the tagger heard exactly this, 0 where it was mixed after."""


@dataclass(frozen=True, eq=False)
class _Example:
    mel: FloatArray
    active: FloatArray
    single: FloatArray
    sure: float
    taught: FloatArray
    roots: FloatArray
    pure: float


class LessonBatches:
    """Draws batches for ever; singles and scenes in a fixed share, shards as large as they are."""

    def __init__(self, run: TrunkRun, seed: int) -> None:
        self._run = run
        self._rng = np.random.default_rng(seed)
        self._shards: dict[str, list[Shard]] = {"single": [], "scene": []}
        self._known: set[str] = set()
        self._drawn = 0
        self.look()

    def look(self) -> None:
        """Take shards that came since."""
        for path in shards(self._run.lessons):
            if str(path) not in self._known:
                self._known.add(str(path))
                shard = load_shard(path)
                self._shards[shard.kind].append(shard)
        if not self._known:
            raise FileNotFoundError(f"No lessons of {self._run.lessons}: compose some first.")

    @property
    def examples(self) -> int:
        """How many there are now."""
        return sum(len(shard.mel) for kind in self._shards.values() for shard in kind)

    def __iter__(self) -> Iterator[LessonBatch]:
        return self

    def __next__(self) -> LessonBatch:
        self._drawn += 1
        if self._drawn % AGAIN == 0:
            self.look()
        plain = [self._example() for _ in range(self._run.batch)]
        rows = [
            self._mixed(row, plain[int(self._rng.integers(len(plain)))])
            if self._rng.random() < self._run.mix
            else row
            for row in plain
        ]
        frames = np.full((len(rows), FRAMES, BANDS), np.log(FLOOR), np.float32)
        for i, row in enumerate(rows):
            frames[i, :, :AUDIBLE_BANDS] = self._changed(row.mel)
        return LessonBatch(
            torch.from_numpy(scaled(frames)),
            torch.from_numpy(np.stack([row.active for row in rows])),
            torch.from_numpy(np.stack([row.single for row in rows])),
            torch.tensor([row.sure for row in rows], dtype=torch.float32),
            torch.from_numpy(np.stack([row.taught for row in rows])),
            torch.from_numpy(np.stack([row.roots for row in rows])),
            torch.tensor([row.pure for row in rows], dtype=torch.float32),
        )

    def _example(self) -> _Example:
        rng = self._rng
        kind = "single" if rng.random() < self._run.share else "scene"
        several = self._shards[kind] or self._shards["single"] or self._shards["scene"]
        shard = several[int(rng.integers(len(several)))]
        i = int(rng.integers(len(shard.mel)))
        spare = (shard.mel.shape[1] - FRAMES) // 32
        window = int(rng.integers(spare + 1))
        mel = shard.mel[i, window * 32 : window * 32 + FRAMES].astype(np.float32)
        rows = shard.active[i, window * 4 : window * 4 + 2 * COLUMNS].astype(np.float32)
        timeline = shard.timelines[i]
        single = np.zeros(rows.shape[1], np.float32)
        events = [p for p in timeline["placed"] if p["role"] == "event"]
        if shard.kind == "single" and len(events) == 1:
            # What lies under it as a background is not what the example is of.
            beds = {p["label"] for p in timeline["placed"] if p["role"] != "event"}
            single = _named(rows, events[0]["label"], beds)
        sure = 0.0 if timeline["unknown"] else 1.0 if timeline["complete"] else 0.5
        piece = slice(window, window + WINDOWS)
        return _Example(
            mel * np.float32(STEP) + np.float32(LOWEST_LOG),
            rows.reshape(COLUMNS, 2, -1).max(axis=1),
            single,
            sure,
            (shard.scores[i, piece].astype(np.float32) / np.float32(255)) ** 2,
            shard.embeddings[i, piece].astype(np.float32),
            1.0,
        )

    def _mixed(self, a: _Example, b: _Example) -> _Example:
        """Two examples' power added, the second a little louder or much quieter."""
        shift = float(a.mel.max() - b.mel.max() + self._rng.uniform(-MOST_UNDER, MOST_OVER))
        return _Example(
            np.logaddexp(a.mel, b.mel + np.float32(shift)).astype(np.float32),
            np.maximum(a.active, b.active),
            np.zeros_like(a.single),
            min(a.sure, b.sure),
            np.maximum(a.taught, b.taught * np.float32(0.9)),
            a.roots,
            0.0,
        )

    def _changed(self, mel: FloatArray) -> FloatArray:
        rng, run = self._rng, self._run
        mel = mel + np.float32(rng.uniform(-run.level, run.level))
        if run.colour:
            knots = rng.normal(0.0, run.colour, KNOTS)
            place = np.linspace(0, KNOTS - 1, mel.shape[1])
            curve = np.interp(place, np.arange(KNOTS), knots)
            mel = mel + np.asarray(curve - curve.mean(), np.float32)
        if rng.random() < run.masked:
            width = int(rng.integers(1, BAND_MASK + 1))
            low = int(rng.integers(0, mel.shape[1] - width))
            mel[:, low : low + width] = np.log(FLOOR)
            width = int(rng.integers(1, TIME_MASK + 1))
            low = int(rng.integers(0, mel.shape[0] - width))
            mel[low : low + width] = np.log(FLOOR)
        return np.maximum(mel, np.float32(np.log(FLOOR)))


def _named(rows: FloatArray, label: str, beds: set[str]) -> FloatArray:
    """1 at the label, if it sounds in these rows and is no background too."""
    column = load_taxonomy().index(label)
    named = np.zeros(rows.shape[1], np.float32)
    named[column] = float(rows[:, column].max() > 0 and label not in beds)
    return named
