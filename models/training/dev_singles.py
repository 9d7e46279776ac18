"""The development set: ESC-50 fold 3, on which recipes are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.features.logmel import LogMel
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.ground.corpus import load_corpus
from models.networks.encoder import Encoder


@dataclass(frozen=True, eq=False)
class DevSet:
    """Log-Mel of every clip, with its label's index among the 50 names."""

    mel: FloatArray
    """(n, 512, 64)."""
    truth: NDArray[np.int64]
    columns: NDArray[np.int64]
    """Where the 50 names stand among the labels."""

    @staticmethod
    def load(split: str = "dev", folder: Path | None = None) -> DevSet:
        """Read the ESC-50 clips of a split, whatever their use (nothing is trained here)."""
        corpus = load_corpus(folder)
        clips = [c for c in corpus.select(None, split) if c.source == "esc50"]
        names = sorted({c.label for c in clips})
        taxonomy = load_taxonomy()
        front = LogMel()
        return DevSet(
            np.stack([front.whole(corpus.read(c)[:80_000]) for c in clips]),
            np.array([names.index(c.label) for c in clips]),
            np.array([taxonomy.index(name) for name in names]),
        )

    @torch.no_grad()
    def top1(self, net: Encoder) -> float:
        """Share of clips whose highest smoothed posterior has the right name."""
        net.eval()
        device = next(net.parameters()).device
        right = 0
        for first in range(0, len(self.mel), 50):
            mel = torch.from_numpy(self.mel[first : first + 50]).to(device)
            features, _ = net.features(mel)
            rows = torch.sigmoid(net.events(features).squeeze(-1))
            smooth = torch.nn.functional.avg_pool1d(rows, SMOOTHING_ROWS, 1)
            best = smooth.amax(dim=2)[:, torch.from_numpy(self.columns).to(device)].argmax(dim=1)
            right += int((best.cpu().numpy() == self.truth[first : first + 50]).sum())
        net.train()
        return right / len(self.mel)
