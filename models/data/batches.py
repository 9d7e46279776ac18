"""Batches for the encoder: crops of pooled scenes, augmented on the log-Mel.

In: pools in memory. Out: float tensors. Augmentation happens where it is cheap:
level, band shift, masks, and mixing two scenes in the power domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.types import FloatArray
from models.baseline.yamnet import STRIDE, WINDOW
from models.data.colour import band_curves
from models.data.pool import LOWEST, ROW_SECONDS, STEP, Pool

FRAMES = 512
ROWS = FRAMES // 8
TEACHER_ROWS = np.arange(5, ROWS, 4)
"""Rows at which the teacher is asked: every 0.32 s is finer than its own window."""


@dataclass(frozen=True)
class Augment:
    """How strongly log-Mel is changed."""

    level: float = 1.2
    """Largest shift of the natural-log power (5 dB)."""
    bands: int = 1
    band_mask: int = 8
    time_mask: int = 40
    colour: float = 0.0
    """Spread of a smooth random curve over the bands (natural-log power): another microphone."""
    mix: float = 0.35
    """Share of examples mixed with another."""


@dataclass(frozen=True, eq=False)
class Batch:
    """One step's examples."""

    mel: Tensor
    """(n, 512, 64) float32."""
    active: Tensor
    """(n, 64, labels) float32."""
    teacher: Tensor
    """(n, len(TEACHER_ROWS), 521) float32."""
    single: Tensor
    """(n, labels) float32: what a single is of, with its share; zeros for scenes."""
    sure: Tensor
    """(n,) float32: weight of the labels' absence."""


class Batches:
    """Draws batches for ever; singles and scenes in a fixed share."""

    def __init__(
        self, singles: Pool, scenes: Pool, *, size: int, share: float, augment: Augment, seed: int
    ) -> None:
        self._pools = (singles, scenes)
        self._size = size
        self._share = share
        self._augment = augment
        self._rng = np.random.default_rng(seed)
        self._order: list[list[int]] = [[], []]
        self._named = singles.named()
        self._sure = [np.array([_sure(t) for t in pool.timelines]) for pool in self._pools]

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        rows = [self._example() for _ in range(self._size)]
        mixed = [
            self._mix(row, rows[int(self._rng.integers(self._size))])
            if self._rng.random() < self._augment.mix
            else row
            for row in rows
        ]
        mel, active, teacher, single, sure = zip(*mixed, strict=True)
        return Batch(
            torch.from_numpy(np.stack([self._augmented(m) for m in mel])),
            torch.from_numpy(np.stack(active)),
            torch.from_numpy(np.stack(teacher)),
            torch.from_numpy(np.stack(single)),
            torch.from_numpy(np.array(sure, np.float32)),
        )

    def _next_index(self, which: int) -> int:
        if not self._order[which]:
            self._order[which] = self._rng.permutation(len(self._pools[which].mel)).tolist()
        return self._order[which].pop()

    def _example(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, float]:
        which = 0 if self._rng.random() < self._share else 1
        i = self._next_index(which)
        pool = self._pools[which]
        spare = pool.mel.shape[1] - FRAMES
        row = int(self._rng.integers(0, spare // 8 + 1)) if spare else 0
        mel = pool.mel[i, row * 8 : row * 8 + FRAMES].astype(np.float32) * STEP + LOWEST
        active = pool.active[i, row : row + ROWS].astype(np.float32)
        single = np.zeros(active.shape[1], np.float32)
        if which == 0:
            single[(active.max(axis=0) > 0) & self._named[i]] = 1.0
        sure = float(self._sure[which][i])
        return mel, active, _teacher_rows(pool.teacher[i], row), single, sure

    def _mix(
        self,
        a: tuple[FloatArray, FloatArray, FloatArray, FloatArray, float],
        b: tuple[FloatArray, FloatArray, FloatArray, FloatArray, float],
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, float]:
        """Add two scenes' power; the second 0 to 12 dB under or over the first's level."""
        shift = float(a[0].max() - b[0].max() + self._rng.uniform(-2.8, 1.0))
        share = 1.0 / (1.0 + np.exp(shift))
        mel = np.logaddexp(a[0], b[0] + np.float32(shift)).astype(np.float32)
        return (
            mel,
            np.maximum(a[1], b[1]),
            np.maximum(a[2], b[2] * np.float32(0.9)),
            (a[3] * np.float32(share) + b[3] * np.float32(1.0 - share)),
            min(a[4], b[4]),
        )

    def _augmented(self, mel: FloatArray) -> FloatArray:
        rng, how = self._rng, self._augment
        mel = mel + np.float32(rng.uniform(-how.level, how.level))
        shift = int(rng.integers(-how.bands, how.bands + 1))
        if shift:
            mel = np.roll(mel, shift, axis=1)
        if how.colour:
            mel = mel + band_curves(rng, 1, how.colour)[0]
        quiet = np.float32(mel.min())
        for _ in range(2):
            width = int(rng.integers(0, how.band_mask + 1))
            low = int(rng.integers(0, mel.shape[1] - width))
            mel[:, low : low + width] = quiet
            width = int(rng.integers(0, how.time_mask + 1))
            low = int(rng.integers(0, mel.shape[0] - width))
            mel[low : low + width] = quiet
        return np.maximum(mel, np.float32(np.log(1e-6)))


def _sure(timeline: Mapping[str, Any]) -> float:
    """How much the absence of a label is worth."""
    if timeline.get("unknown", False):
        return 0.0
    return 1.0 if timeline["complete"] else 0.5


def _teacher_rows(scores: NDArray[np.uint8], first_row: int) -> FloatArray:
    """The teacher's probabilities at `TEACHER_ROWS` of a crop: the window just heard."""
    ends = (TEACHER_ROWS + first_row + 1) * ROW_SECONDS
    position = (ends - 0.8 * WINDOW / 16_000) / (STRIDE / 16_000)
    nearest = np.clip(np.round(position), 0, len(scores) - 1).astype(int)
    probabilities: FloatArray = (scores[nearest].astype(np.float32) / np.float32(255)) ** 2
    return probabilities
