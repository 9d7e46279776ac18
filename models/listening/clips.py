"""What a bundle makes of recordings, in streaming, through the device's own code.

In: a bundle's folder and clips of the corpus. Out: a `ClipResult` per clip: posteriors
row by row and the sentence. Since the network is causal, the first rows of a clip are
what it would have said of a shorter clip. Never does: judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_aac.build import build_captioner
from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.pipeline import Captioner
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray, Style
from models.ground.corpus import LONGEST_SECONDS, Clip, Corpus

ROW_SECONDS = 0.08
"""A row of posteriors stands for so much sound."""


@dataclass(frozen=True, slots=True, eq=False)
class ClipResult:
    """One clip and what the bundle made of it."""

    clip: Clip
    rows: FloatArray
    """Shape (n, labels), float32: posteriors after each 80 ms, in the taxonomy's order."""
    text: str

    def smooth(self) -> FloatArray:
        """Posteriors averaged over the last 0.4 s, shape (m, labels); m >= 1."""
        span = min(SMOOTHING_ROWS, len(self.rows))
        sums = np.cumsum(np.vstack([np.zeros_like(self.rows[:1]), self.rows]), 0, dtype=np.float64)
        smoothed: FloatArray = ((sums[span:] - sums[:-span]) / span).astype(np.float32)
        return smoothed

    def score(self, label: str) -> float:
        """A label's tag score: the highest smoothed posterior."""
        return float(self.smooth()[:, load_taxonomy().index(label)].max())

    def scores(self) -> FloatArray:
        """All tag scores, shape (labels,)."""
        best: FloatArray = self.smooth().max(axis=0)
        return best

    def names(self, words: Sequence[str]) -> bool:
        """Whether the sentence holds one of a label's words."""
        text = self.text.lower()
        return any(word in text for word in words)


def captioner(bundle: Path, style: Style = Style.NORMAL, runtime: str = "onnx") -> Captioner:
    """The device's captioner on a bundle; figures are of one runtime, whatever is installed."""
    encoder = {"model": bundle, "runtime": runtime}
    settings = {"encoder": encoder, "captions": {"style": style.value}}
    return build_captioner(Settings.model_validate(settings))


def rows_of(ears: Captioner, sounds: Sequence[FloatArray]) -> list[FloatArray]:
    """Posteriors of sounds that are in memory, shape (rows, labels) each."""
    heard = [ears.caption(samples).posteriors for samples in sounds]
    return [rows for rows in heard if rows is not None]


def hear(ears: Captioner, corpus: Corpus, clips: Sequence[Clip]) -> list[ClipResult]:
    """Let a bundle hear every clip."""
    heard: list[ClipResult] = []
    for clip in tqdm(clips, desc="hearing", disable=None):
        caption = ears.caption(corpus.read(clip)[: LONGEST_SECONDS * SAMPLE_RATE])
        assert caption.posteriors is not None
        heard.append(ClipResult(clip, caption.posteriors, caption.text))
    return heard
