"""A CTC head: which events begin, in their order, from the memory's rows.

In: a memory. Out: log-probabilities of blank and labels for each row, a loss, and the order that is
heard. Graves et al. 2006. A label's number is one more than its column: 0 is blank.
Never does: saying when; the head fires somewhere while a sound can be heard.
"""

from __future__ import annotations

from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.research.memory import Memory

BLANK = 0


class EventTokens(nn.Module):
    """One linear layer on the memory."""

    def __init__(self, width: int, labels: int) -> None:
        super().__init__()
        self.tokens = nn.Linear(width, labels + 1)

    def forward(self, memory: Memory) -> Tensor:
        """Log-probabilities (batch, rows, labels + 1)."""
        return functional.log_softmax(self.tokens(memory.rows), dim=2)

    def loss(self, memory: Memory, order: Tensor, lengths: Tensor) -> Tensor:
        """Negative log-likelihood of the order, for one event, mean over scenes.

        Parameters
        ----------
        memory : Memory
        order : Tensor, shape (batch, most), int
            Labels of events by their onsets, plus one; what is beyond a length is not read.
        lengths : Tensor, shape (batch,), int
        """
        said = self(memory).transpose(0, 1)
        rows = torch.full((said.shape[1],), said.shape[0], dtype=torch.long)
        each = functional.ctc_loss(
            said, order, rows, lengths, blank=BLANK, reduction="none", zero_infinity=True
        )
        return (each / lengths.clamp(min=1)).mean()

    @torch.no_grad()
    def heard(self, memory: Memory) -> list[list[int]]:
        """The likeliest token of each row, repeats joined and blanks left out, as columns."""
        return [[label for label, _ in row] for row in self.fired(memory)]

    @torch.no_grad()
    def fired(self, memory: Memory) -> list[list[tuple[int, int]]]:
        """The same, each with the row in which it fires first."""
        best = self(memory).argmax(dim=2).tolist()
        found = []
        for row in best:
            runs, at = [], 0
            for one, same in groupby(row):
                if one != BLANK:
                    runs.append((one - 1, at))
                at += len(list(same))
            found.append(runs)
        return found
