"""The caption decoder network: one GRU step with attention over the embedding memory.

In: the last token, the hidden state, the memory (batch, 125, d) with its mask.
Out: logits over the vocabulary and the next hidden state. No step needs the step
before it to have seen the same memory, so decoding can start at any hop.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

MEMORY = 125
"""Embedding rows that the decoder sees (10 s)."""


@dataclass(frozen=True)
class DecoderShape:
    """What fixes the network's parameters."""

    vocabulary: int
    embedding: int = 92
    """Columns of the memory."""
    hidden: int = 256
    token: int = 96
    dropout: float = 0.15


class Decoder(nn.Module):
    """One step of the caption decoder."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocabulary, shape.token)
        self.places = nn.Parameter(torch.randn(MEMORY, shape.embedding) * 0.02)
        self.query = nn.Linear(shape.hidden + shape.token, shape.embedding)
        inputs = shape.hidden + shape.token + 2 * shape.embedding
        self.update = nn.Linear(inputs, 2 * shape.hidden)
        self.fresh = nn.Linear(inputs, shape.hidden)
        self.drop = nn.Dropout(shape.dropout)
        self.out = nn.Linear(shape.hidden + 2 * shape.embedding, shape.vocabulary)

    def forward(
        self, token: Tensor, hidden: Tensor, memory: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """One step.

        Parameters
        ----------
        token : Tensor, shape (batch,), int
        hidden : Tensor, shape (batch, hidden)
        memory : Tensor, shape (batch, 125, embedding)
            Newest row last.
        mask : Tensor, shape (batch, 125)
            1 where the memory is filled.
        """
        return self.step(token, hidden, self.placed(memory), mask, memory.amax(dim=1))

    def placed(self, memory: Tensor) -> Tensor:
        """The memory with what tells its rows' places; once for a whole sentence."""
        return memory + self.places

    def step(
        self, token: Tensor, hidden: Tensor, placed: Tensor, mask: Tensor, peak: Tensor
    ) -> tuple[Tensor, Tensor]:
        """One step on a memory that is already placed.

        `peak`, shape (batch, embedding), is the most of each column over the memory: what
        is there at all, while attention says when.
        """
        word = self.drop(self.tokens(token))
        weight = self.attention(word, hidden, placed, mask)
        context = (weight.unsqueeze(1) @ placed).squeeze(1)
        context = torch.cat([context, peak], dim=1)
        inputs = torch.cat([hidden, word, context], dim=1)
        gates = torch.sigmoid(self.update(inputs))
        reset, keep = gates.chunk(2, dim=1)
        fresh = torch.tanh(self.fresh(torch.cat([reset * hidden, word, context], dim=1)))
        hidden = keep * hidden + (1.0 - keep) * fresh
        return self.out(self.drop(torch.cat([hidden, context], dim=1))), hidden

    def attention(self, word: Tensor, hidden: Tensor, placed: Tensor, mask: Tensor) -> Tensor:
        """How much each row of the memory counts for the next word, shape (batch, 125)."""
        query = self.query(torch.cat([hidden, word], dim=1))
        score = (placed @ query.unsqueeze(2)).squeeze(2) * self.shape.embedding**-0.5
        return torch.softmax(score + (mask - 1.0) * 1e4, dim=1)
