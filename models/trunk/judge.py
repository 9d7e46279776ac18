"""How well a trunk names ESC-50's development fold while it trains.

In: a trunk. Out: shares of clips named right. Never does: fold 4, `score`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.ground.corpus import load_corpus
from models.tagger.front import log_mel, scaled
from models.trunk.network import Trunk

FRAMES = 496
"""Of five seconds, in whole columns."""
SMOOTHING_COLUMNS = 3
"""Columns over which posteriors are averaged, 0.48 s."""
TOGETHER = 40


@dataclass(frozen=True, eq=False)
class DevClips:
    """ESC-50 clips of a split, whatever their use: nothing is trained on them here."""

    frames: FloatArray
    """(n, 496, 128), scaled."""
    truth: NDArray[np.int64]
    columns: NDArray[np.int64]
    """Where the 50 names stand among the labels."""
    groups: tuple[str, ...]

    @staticmethod
    def load(split: str = "dev", folder: Path | None = None) -> DevClips:
        """Read a fold."""
        corpus = load_corpus(folder)
        clips = [clip for clip in corpus.select(None, split) if clip.source == "esc50"]
        names = sorted({clip.label for clip in clips})
        taxonomy = load_taxonomy()
        return DevClips(
            np.stack([scaled(log_mel(corpus.read(clip)))[:FRAMES] for clip in clips]),
            np.array([names.index(clip.label) for clip in clips]),
            np.array([taxonomy.index(name) for name in names]),
            tuple(clip.group for clip in clips),
        )

    @torch.no_grad()
    def hear(self, trunk: Trunk) -> Tensor:
        """Event logits of the 50 names, (n, columns, 50)."""
        trunk.eval()
        heard = [
            trunk(torch.from_numpy(self.frames[first : first + TOGETHER]))[0].events
            for first in range(0, len(self.frames), TOGETHER)
        ]
        return torch.cat(heard)[:, :, torch.from_numpy(self.columns)]

    def hits(self, logits: Tensor) -> dict[str, NDArray[np.bool_]]:
        """Which clips are named right.

        "top1": by the highest smoothed posterior, as the device tags a file; "mean": by the
        mean logit of the clip; "second": by the highest smoothed posterior of the first second.
        """
        truth = torch.from_numpy(self.truth)
        smooth = torch.nn.functional.avg_pool1d(
            logits.sigmoid().transpose(1, 2), SMOOTHING_COLUMNS, 1
        )
        second = smooth[:, :, : 6 - SMOOTHING_COLUMNS + 1]
        best = {
            "top1": smooth.amax(dim=2),
            "mean": logits.mean(dim=1),
            "second": second.amax(dim=2),
        }
        return {name: (b.argmax(dim=1) == truth).numpy() for name, b in best.items()}

    def shares(self, trunk: Trunk) -> dict[str, float]:
        """Shares of clips named right, by way of asking."""
        found = self.hits(self.hear(trunk))
        return {f"dev_{name}": round(float(hit.mean()), 4) for name, hit in found.items()}
