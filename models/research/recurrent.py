"""Recurrent decoders with attention over the memory: our GRU, an LSTM and a plain RNN.

In: a memory, tokens. Out: logits of the next one. The GRU is the released decoder's network; the
other two have its attention, its widths and its output, and another cell between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.networks.decoder import MEMORY, DecoderShape
from models.networks.decoder import Decoder as Network
from models.research.memory import Decoder, Memory

Cell = Literal["lstm", "rnn"]


@dataclass(frozen=True, eq=False)
class Told:
    """A sentence on its way."""

    placed: Tensor
    """(batch, 125, width): the memory with its places."""
    peak: Tensor
    """(batch, width): the most of each column."""
    mask: Tensor
    """(batch, 125): 1 where the memory is filled."""
    hidden: Tensor
    """(batch, hidden)."""
    cell: Tensor
    """(batch, hidden); only an LSTM changes it."""


def latest(memory: Memory) -> tuple[Tensor, Tensor]:
    """The last 125 rows (batch, 125, width) and where they are filled (batch, 125)."""
    rows = memory.rows[:, -MEMORY:]
    missing = MEMORY - rows.shape[1]
    mask = functional.pad(torch.ones(rows.shape[:2], device=rows.device), (missing, 0))
    return functional.pad(rows, (0, 0, missing, 0)), mask


class Gated(Decoder):
    """Our decoder, as it is released."""

    def __init__(self, words: int, width: int, hidden: int) -> None:
        super().__init__()
        self.network = Network(DecoderShape(words, width, hidden, dropout=0.0))

    def begin(self, memory: Memory) -> Told:
        """Place the memory."""
        rows, mask = latest(memory)
        start = rows.new_zeros(len(rows), self.network.shape.hidden)
        return Told(self.network.placed(rows), rows.amax(dim=1), mask, start, start)

    def step(self, token: Tensor, state: Told) -> tuple[Tensor, Told]:
        """One step of the GRU."""
        logits, hidden = self.network.step(
            token, state.hidden, state.placed, state.mask, state.peak
        )
        return logits, replace(state, hidden=hidden)

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        """Weights of the network's attention."""
        return attended(self, memory, tokens)

    def weigh(self, token: Tensor, state: Told) -> Tensor:
        """Weights (batch, 125) for the word after a token."""
        word = self.network.tokens(token)
        return self.network.attention(word, state.hidden, state.placed, state.mask)


class Recurrent(Decoder):
    """The same attention around another cell."""

    def __init__(self, words: int, width: int, hidden: int, cell: Cell) -> None:
        super().__init__()
        shape = DecoderShape(words, width, hidden)
        self.width, self.hidden = width, hidden
        self.tokens = nn.Embedding(words, shape.token)
        self.places = nn.Parameter(torch.randn(MEMORY, width) * 0.02)
        self.query = nn.Linear(hidden + shape.token, width)
        inputs = shape.token + 2 * width
        self.cell = nn.LSTMCell(inputs, hidden) if cell == "lstm" else nn.RNNCell(inputs, hidden)
        self.out = nn.Linear(hidden + 2 * width, words)

    def begin(self, memory: Memory) -> Told:
        """Place the memory."""
        rows, mask = latest(memory)
        start = rows.new_zeros(len(rows), self.hidden)
        return Told(rows + self.places, rows.amax(dim=1), mask, start, start)

    def step(self, token: Tensor, state: Told) -> tuple[Tensor, Told]:
        """One step of the cell."""
        word = self.tokens(token)
        weight = self.weigh(token, state)
        context = torch.cat([(weight.unsqueeze(1) @ state.placed).squeeze(1), state.peak], dim=1)
        given = torch.cat([word, context], dim=1)
        if isinstance(self.cell, nn.LSTMCell):
            hidden, cell = self.cell(given, (state.hidden, state.cell))
        else:
            hidden, cell = self.cell(given, state.hidden), state.cell
        logits = self.out(torch.cat([hidden, context], dim=1))
        return logits, replace(state, hidden=hidden, cell=cell)

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        """Weights of the attention."""
        return attended(self, memory, tokens)

    def weigh(self, token: Tensor, state: Told) -> Tensor:
        """Weights (batch, 125) for the word after a token."""
        query = self.query(torch.cat([state.hidden, self.tokens(token)], dim=1))
        score = (state.placed @ query.unsqueeze(2)).squeeze(2) * self.width**-0.5
        return torch.softmax(score + (state.mask - 1.0) * 1e4, dim=1)


def attended(decoder: Gated | Recurrent, memory: Memory, tokens: Tensor) -> Tensor:
    """Weights for each next token, on the rows that are filled, (batch, length - 1, rows)."""
    state, weights = decoder.begin(memory), []
    for i in range(tokens.shape[1] - 1):
        weights.append(decoder.weigh(tokens[:, i], state))
        _, state = decoder.step(tokens[:, i], state)
    return torch.stack(weights, dim=1)[:, :, -min(memory.rows.shape[1], MEMORY) :]
