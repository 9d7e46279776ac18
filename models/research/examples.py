"""Composed scenes as samples, so that every front end hears the same sound.

In: a split of the corpus, how many scenes, a seed. Out: `Examples`, kept as int16 in the cache
outside version control. Foregrounds come from that split alone; backgrounds, rooms and speech from
`train`, as in every pool (`models.data.pool`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.pool import CACHE, ROW_SECONDS, composer_of, targets
from models.data.scene import Placed
from models.ground.corpus import load_corpus

ROWS = 128
"""Rows of 80 ms in a scene of 10.24 s."""
SAMPLES = round(ROWS * ROW_SECONDS * SAMPLE_RATE)
FULL_SCALE = 32767


@dataclass(frozen=True, eq=False)
class Examples:
    """Scenes of one length with their timelines."""

    samples: NDArray[np.int16]
    """(n, 163840)."""
    placed: Sequence[tuple[Placed, ...]]

    def __len__(self) -> int:
        return len(self.placed)

    def wave(self, i: int) -> FloatArray:
        """Samples of one scene, shape (163840,), float32."""
        scaled: FloatArray = self.samples[i].astype(np.float32) / np.float32(FULL_SCALE)
        return scaled

    def active(self) -> NDArray[np.uint8]:
        """Which labels sound in which row, (n, 128, labels)."""
        return np.stack([targets(placed, ROWS) for placed in self.placed])

    def orders(self) -> list[list[int]]:
        """The labels of each scene's events by their onsets, as columns of the taxonomy."""
        index = load_taxonomy().index
        return [
            [
                index(sound.label)
                for sound in sorted(placed, key=lambda one: one.onset)
                if sound.role == "event"
            ]
            for placed in self.placed
        ]

    @staticmethod
    def composed(
        split: str, count: int, seed: int, cache: Path = CACHE, data: Path | None = None
    ) -> Examples:
        """Scenes of a split, `train` or `dev`; those that are in the cache are read.

        Raises
        ------
        EdgeAacError
            There are no recordings.
        """
        stem = cache / "research" / f"{split}-{count}-{seed}"
        sound, timelines = stem.with_suffix(".npy"), stem.with_suffix(".json")
        if not timelines.exists():
            stem.parent.mkdir(parents=True, exist_ok=True)
            composer = composer_of(split, load_corpus(data))
            rng = np.random.default_rng([seed, split == "dev"])
            waves = np.zeros((count, SAMPLES), np.int16)
            placed: list[tuple[Placed, ...]] = []
            for i in tqdm(range(count), desc=f"scenes of {split}", disable=None):
                scene = composer.scene(rng)
                waves[i] = np.round(scene.samples[:SAMPLES] * FULL_SCALE).astype(np.int16)
                placed.append(scene.placed)
            np.save(sound, waves)
            # Written last: examples without it are not there.
            rows = [[one.as_json() for one in scene] for scene in placed]
            temporary = timelines.with_suffix(".part")
            temporary.write_text(json.dumps(rows))
            temporary.rename(timelines)
        told = json.loads(timelines.read_text())
        return Examples(
            np.load(sound, mmap_mode="r"),
            [tuple(Placed.from_json(one) for one in scene) for scene in told],
        )
