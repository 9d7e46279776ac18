"""What the caption decoder remembers of a column: evidence for each label, and four levels.

In: event logits and natural-log Mel of the audible bands. Out: rows of labels + 4 values.
Evidence is the event logit, halved, from -2 upwards: what is absent is 0, what may be there
stands out. A level is the mean log-Mel power of a quarter of the bands over the column, 0 at
the floor. Nothing is learnt here: a decoder that reads features finds in them the sounds that
it was trained with, and names others worse than the event head does.

Never does: calibration; evidence means the same whatever the probabilities are made of it.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from edge_aac.features.published import FLOOR
from models.tagger.front import AUDIBLE_BANDS, OFFSET, SCALE
from models.tagger.plan import BANDS
from models.trunk.shape import COLUMN_FRAMES

LEVELS = 4
"""Quarters of the audible bands, from the lowest; the first has what is over."""
QUIETEST = math.log(FLOOR)
"""Log-Mel power of silence."""
LOUDNESS = 10.0
"""Brings levels to the size of evidence."""


class Evidence(nn.Module):
    """Rows for the decoder's memory."""

    quarters: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("quarters", _quarters(), persistent=False)

    def forward(self, logits: Tensor, logmel: Tensor) -> Tensor:
        """Rows (n, columns, labels + 4) of logits and of log-Mel (n, frames, 105)."""
        return torch.cat([clear(logits), self.levels(logmel)], dim=2)

    def levels(self, logmel: Tensor) -> Tensor:
        """Levels (n, columns, 4) of natural-log Mel power (n, 16 * columns, 105)."""
        columns = logmel.reshape(logmel.shape[0], -1, COLUMN_FRAMES, AUDIBLE_BANDS)
        levels: Tensor = (columns.mean(dim=2) @ self.quarters - QUIETEST) / LOUDNESS
        return levels


def clear(logits: Tensor) -> Tensor:
    """Evidence of event logits, of the same shape, from 0 upwards."""
    return torch.clamp(0.5 * logits + 1.0, min=0.0)


def heard_by_trunk(logmel: Tensor) -> Tensor:
    """What a trunk reads, (n, frames, 128) scaled, of the audible bands (n, frames, 105)."""
    full = nn.functional.pad(logmel, (0, BANDS - AUDIBLE_BANDS), value=QUIETEST)
    return (full + OFFSET) / SCALE


def _quarters() -> Tensor:
    """The mean of each quarter as a product, (105, 4)."""
    table = torch.zeros(AUDIBLE_BANDS, LEVELS)
    for quarter, bands in enumerate(torch.arange(AUDIBLE_BANDS).tensor_split(LEVELS)):
        table[bands, quarter] = 1.0 / len(bands)
    return table
