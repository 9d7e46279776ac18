"""Hearing in company: composed scenes of the development split, and how well labels rank them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.data.pool import LOWEST, STEP, Pool
from models.networks.encoder import Encoder

LEAST_SCENES = 5
"""A label that sounds in fewer scenes ranks nothing."""


@dataclass(frozen=True, eq=False)
class DevScenes:
    """Scenes whose foregrounds are recordings of `dev`."""

    mel: NDArray[np.uint8]
    """(n, frames, 64)."""
    present: NDArray[np.bool_]
    """(n, labels): what sounds in a scene."""

    @staticmethod
    def load(pool: str = "dev", limit: int = 500) -> DevScenes:
        """Take so many scenes of a pool, evenly."""
        scenes = Pool.load([pool], "scene")
        chosen = np.linspace(0, len(scenes.mel) - 1, limit).astype(int)
        return DevScenes(scenes.mel[chosen], scenes.active[chosen].max(axis=1) > 0)

    @torch.no_grad()
    def mean_precision(self, net: Encoder) -> tuple[float, float]:
        """Mean average precision over all labels, and over those that are announced."""
        net.eval()
        parts: list[FloatArray] = []
        for first in range(0, len(self.mel), 25):
            mel = self.mel[first : first + 25].astype(np.float32) * STEP + LOWEST
            features, _ = net.features(torch.from_numpy(mel))
            rows = torch.sigmoid(net.events(features).squeeze(-1))
            smooth = torch.nn.functional.avg_pool1d(rows, SMOOTHING_ROWS, 1)
            parts.append(smooth.amax(dim=2).numpy())
        net.train()
        scores = np.concatenate(parts)
        labels = load_taxonomy().labels
        ranked = {
            i: average_precision(scores[:, i], self.present[:, i])
            for i in range(len(labels))
            if self.present[:, i].sum() >= LEAST_SCENES
        }
        announced = [ap for i, ap in ranked.items() if labels[i].priority.rank > 0]
        return float(np.mean(list(ranked.values()))), float(np.mean(announced))


def average_precision(scores: FloatArray, present: NDArray[np.bool_]) -> float:
    """Mean of the precision at every scene that holds the label, best score first."""
    hits = present[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())
