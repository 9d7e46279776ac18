"""Multi-scale fusion: rows beside their means over several time constants of the past.

In: rows of features, 80 ms each. Out: wider rows, for a head that knows at once what sounds now and
what has sounded for a second, or for a minute. Exponential means, so that each is one number a
feature to a stream. Never does: looking ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from models.data.pool import ROW_SECONDS
from models.trunk.past import PastMean


class Scales(nn.Module):
    """Rows, and their past means.

    Parameters
    ----------
    seconds : sequence of float
        Time constants; none leaves rows as they are.
    """

    def __init__(self, seconds: Sequence[float]) -> None:
        super().__init__()
        self.means = nn.ModuleList(PastMean(one, ROW_SECONDS) for one in seconds)

    def width(self, features: int) -> int:
        """Features of a row that comes out, of so many that go in."""
        return features * (1 + len(self.means))

    def forward(self, rows: Tensor) -> Tensor:
        """(batch, rows, features) to (batch, rows, wider)."""
        across = rows.transpose(1, 2).unsqueeze(2)
        past = [mean(across, None)[0].squeeze(2).transpose(1, 2) for mean in self.means]
        return torch.cat([rows, *past], dim=2)
