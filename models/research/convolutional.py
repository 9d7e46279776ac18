"""Our streaming encoder behind the interface: the same network, narrower.

In: scaled frames of 64 bands. Out: event logits. Never does: teaching of other scores.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor

from models.networks.encoder import BANDS, MEAN, SPREAD, EncoderShape
from models.networks.encoder import Encoder as Network
from models.research.memory import Encoder
from models.trunk.convert import EVENTS_BIAS


class Convolutional(Encoder):
    """The causal, depthwise-separable network of the released encoder's first generation."""

    def __init__(self, labels: int, bands: int, width: int) -> None:
        super().__init__(labels)
        if bands != BANDS:
            raise ValueError(f"The convolutional encoder reads {BANDS} bands, not {bands}.")
        shape = EncoderShape(
            labels=labels,
            teacher=1,
            stem=max(8, width // 8),
            widths=(width // 4, width // 2, width),
            depths=(1, 1, 2),
            embedding=width,
        )
        self.network = Network(shape)
        self.network.teach.requires_grad_(False)
        torch.nn.init.constant_(cast("Tensor", self.network.events.bias), EVENTS_BIAS)

    def hear(self, frames: Tensor) -> Tensor:
        """Event logits; the network itself undoes the scale of log-Mel."""
        features, _ = self.network.features(frames * SPREAD + MEAN)
        logits: Tensor = self.network.events(features).squeeze(-1).transpose(1, 2)
        return logits
