"""The pretrained trunk behind the interface: AudioSet's layers made causal, our labels new.

In: frames of the tagger's 128 bands, scaled as it reads them. Out: event logits, each column of
160 ms twice. The layers of the tagger stay as they are; the hidden layer and the head of our labels
learn. Never does: learning what the released trunk learnt, which had no such small budget.
"""

from __future__ import annotations

from torch import Tensor

from models.research.memory import Encoder
from models.tagger.network import Tagger
from models.tagger.plan import BANDS
from models.trunk.convert import converted, matched
from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape

ROWS_A_COLUMN = 2
"""A column of the trunk is 160 ms."""


class Pretrained(Encoder):
    """A trunk whose first layers are frozen."""

    def __init__(self, labels: int, bands: int, trunk: Trunk) -> None:
        super().__init__(labels)
        if bands != BANDS:
            raise ValueError(f"The pretrained trunk reads {BANDS} bands, not {bands}.")
        self.trunk = trunk.requires_grad_(False)
        trunk.hidden.requires_grad_(True)
        trunk.events.requires_grad_(True)

    @staticmethod
    def of(tagger: Tagger, labels: int, bands: int, frames: Tensor) -> Pretrained:
        """From the tagger, its channels matched on some training frames (n, frames, 128)."""
        trunk = converted(tagger, TrunkShape(labels=labels))
        return Pretrained(labels, bands, matched(trunk, tagger, frames))

    def hear(self, frames: Tensor) -> Tensor:
        """Event logits of (batch, frames, 128)."""
        columns, _ = self.trunk(frames)
        logits: Tensor = columns.events.repeat_interleave(ROWS_A_COLUMN, dim=1)
        return logits
