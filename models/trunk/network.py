"""The trunk with its heads: scaled log-Mel in, a column of evidence every 160 ms.

In: (batch, frames, 128), frames a multiple of 16, and the states of the piece before, or
none. Out: `Columns` and the next states. Two heads share one hidden layer: our labels, and
the tagger's 527 classes, which train it and whose useful rows are folded into the first.
Never does: front end, thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.tagger.plan import CLASSES, FEATURES, HIDDEN, PLAN, STEM
from models.trunk.block import PastBlock, States
from models.trunk.past import PastConv, PastMean
from models.trunk.shape import COLUMN_SECONDS, LATE_BLOCKS, TrunkShape, past_plans


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the trunk says, column by column."""

    embedding: Tensor
    """(batch, columns, 384): mean of the last half second or so."""
    events: Tensor
    """(batch, columns, labels): logits of our labels."""
    classes: Tensor
    """(batch, columns, 527): logits of AudioSet's classes."""


class Trunk(nn.Module):
    """Pretrained layers over the past, and heads that read two time constants."""

    def __init__(self, shape: TrunkShape) -> None:
        super().__init__()
        self.shape = shape
        self.stem = PastConv(1, STEM, (3, 3), stride=(2, 2))
        self.blocks = nn.ModuleList(
            PastBlock(block, past, shape.squeeze_seconds)
            for block, past in zip(PLAN, past_plans(), strict=True)
        )
        self.widen = nn.Conv2d(PLAN[-1].outputs, FEATURES, 1)
        self.long = PastMean(shape.long_seconds, COLUMN_SECONDS)
        self.short = PastMean(shape.short_seconds, COLUMN_SECONDS)
        self.hidden = nn.Conv2d(2 * FEATURES, HIDDEN, 1)
        self.events = nn.Conv2d(HIDDEN, shape.labels, 1)
        self.classes = nn.Conv2d(HIDDEN, CLASSES, 1)

    def early(
        self, frames: Tensor, states: list[States] | None = None
    ) -> tuple[Tensor, list[States]]:
        """The layers that are exactly the tagger's: (batch, 16, 32, frames / 4)."""
        x = frames.transpose(1, 2).unsqueeze(1)
        x, state = self.stem(x, states[0][0] if states else None)
        after: list[States] = [(state,)]
        x = functional.hardswish(x)
        for i, block in enumerate(islice(self.blocks, LATE_BLOCKS)):
            x, held = block(x, states[i + 1] if states else None)
            after.append(held)
        return x, after

    def late(self, x: Tensor, states: list[States] | None = None) -> tuple[Columns, list[States]]:
        """The layers that were folded, and the heads."""
        after: list[States] = []
        for i, block in enumerate(islice(self.blocks, LATE_BLOCKS, None)):
            x, held = block(x, states[i] if states else None)
            after.append(held)
        x = functional.hardswish(self.widen(x)).mean(dim=2, keepdim=True).float()
        long, kept_long = self.long(x, states[-1][0] if states else None)
        short, kept_short = self.short(x, states[-1][1] if states else None)
        after.append((kept_long, kept_short))
        hidden = functional.hardswish(self.hidden(torch.cat([long, short], dim=1)))
        return Columns(_rows(long), _rows(self.events(hidden)), _rows(self.classes(hidden))), after

    def forward(
        self, frames: Tensor, states: list[States] | None = None
    ) -> tuple[Columns, list[States]]:
        """Hear a piece, or a whole clip."""
        cut = LATE_BLOCKS + 1
        x, early = self.early(frames, states[:cut] if states else None)
        columns, late = self.late(x, states[cut:] if states else None)
        return columns, early + late


def _rows(x: Tensor) -> Tensor:
    return x.squeeze(2).transpose(1, 2).float()
