"""Our streaming encoder behind the interface: the same network, narrower.

In: scaled frames of 64 bands. Out: event logits. Never does: teaching of other scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from torch import Tensor, nn

from models.networks.encoder import BANDS, MEAN, SPREAD, EncoderShape
from models.networks.encoder import Encoder as Network
from models.research.memory import Encoder
from models.research.scales import Scales
from models.trunk.convert import EVENTS_BIAS


class Convolutional(Encoder):
    """The causal, depthwise-separable network of the released encoder's first generation."""

    def __init__(self, labels: int, bands: int, width: int, scales: Sequence[float] = ()) -> None:
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
        self.scales = Scales(scales)
        if scales:
            features = self.network.events.in_channels
            self.network.events = nn.Conv2d(self.scales.width(features), labels, 1)
        nn.init.constant_(cast("Tensor", self.network.events.bias), EVENTS_BIAS)

    def hear(self, frames: Tensor) -> Tensor:
        """Event logits; the network itself undoes the scale of log-Mel."""
        features, _ = self.network.features(frames * SPREAD + MEAN)
        rows = self.scales(features.squeeze(-1).transpose(1, 2))
        logits: Tensor = self.network.events(rows.transpose(1, 2).unsqueeze(-1))
        return logits.squeeze(-1).transpose(1, 2)
