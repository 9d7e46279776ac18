"""Recordings of ESC-50's fold 3, and what people wrote about some of them: `dev` alone.

In: the corpus. Out: `DevClips`: samples of 5.12 s, the label of each, and sentences by people where
there are some (Clotho's, which judge and never train). Never does: any other split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError
from edge_aac.features.logmel import HOP
from edge_aac.types import FloatArray
from models.evaluation.references import load_references
from models.ground.corpus import load_corpus
from models.research.examples import FULL_SCALE

FRAMES = 512
"""Of a clip; a multiple of 16, which every encoder reads."""


@dataclass(frozen=True, eq=False)
class DevClips:
    """Clips of one length."""

    samples: NDArray[np.int16]
    """(n, 81920)."""
    paths: Sequence[str]
    labels: Sequence[str]
    groups: Sequence[str]
    """Original recordings."""
    sentences: Mapping[str, tuple[str, ...]]
    """By path, of every clip that people described, also those of other splits: words are as rare
    as they are in all of them."""

    def __len__(self) -> int:
        return len(self.paths)

    def wave(self, i: int) -> FloatArray:
        """Samples of one clip, shape (81920,), float32."""
        scaled: FloatArray = self.samples[i].astype(np.float32) / np.float32(FULL_SCALE)
        return scaled

    @staticmethod
    def loaded(data: Path | None = None, limit: int | None = None) -> DevClips:
        """The clips of `dev` that come from ESC-50, evenly drawn where there is a limit.

        Raises
        ------
        EdgeAacError
            There are none.
        """
        corpus = load_corpus(data)
        clips = [one for one in corpus.select(None, "dev") if one.source == "esc50"]
        if not clips:
            raise EdgeAacError(f"There is no recording of ESC-50 fold 3 in {corpus.folder}.")
        if limit is not None:
            chosen = np.linspace(0, len(clips) - 1, min(limit, len(clips))).astype(int)
            clips = [clips[int(i)] for i in chosen]
        samples = np.zeros((len(clips), FRAMES * HOP), np.int16)
        for row, clip in zip(samples, clips, strict=True):
            wave = np.clip(corpus.read(clip)[: len(row)], -1.0, 1.0)
            row[: len(wave)] = np.round(wave * FULL_SCALE).astype(np.int16)
        return DevClips(
            samples,
            [one.path for one in clips],
            [one.label for one in clips],
            [one.group for one in clips],
            load_references(corpus).sentences,
        )
