"""A Transformer decoder: each word attends to the words before it, and to the memory.

In: a memory, tokens. Out: logits of the next one. Training sees a sentence in one pass; decoding
begins again for each word, which for 26 tokens is cheaper than to keep what was computed. Vaswani
et al. 2017, in PyTorch's layers, the norm before each part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from models.networks.decoder import MEMORY
from models.research.memory import LONGEST, Decoder, Memory
from models.research.recipe import HEADS
from models.research.recurrent import latest

DEPTH = 2


@dataclass(frozen=True, eq=False)
class Written:
    """A sentence on its way."""

    memory: Tensor
    """(batch, 125, width)."""
    empty: Tensor
    """(batch, 125), true where the memory is not filled."""
    tokens: Tensor
    """(batch, so far), int."""


class Transforming(Decoder):
    """Two layers over words and memory."""

    def __init__(self, words: int, width: int, hidden: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(words, hidden)
        self.order = nn.Parameter(torch.randn(LONGEST, hidden) * 0.02)
        self.read = nn.Linear(2 * width, hidden)
        self.places = nn.Parameter(torch.randn(MEMORY, hidden) * 0.02)
        layer = nn.TransformerDecoderLayer(
            hidden, HEADS, 2 * hidden, dropout=0.0, batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerDecoder(layer, DEPTH, nn.LayerNorm(hidden))
        self.out = nn.Linear(hidden, words)

    def begin(self, memory: Memory) -> Written:
        """Read the memory; each row beside the most of each column, as the other decoders have."""
        rows, mask = latest(memory)
        peak = rows.amax(dim=1, keepdim=True).expand_as(rows)
        read = self.read(torch.cat([rows, peak], dim=2)) + self.places
        none = torch.zeros(len(rows), 0, dtype=torch.long, device=rows.device)
        return Written(read, mask == 0, none)

    def step(self, token: Tensor, state: Written) -> tuple[Tensor, Written]:
        """One more word."""
        tokens = torch.cat([state.tokens, token[:, None]], dim=1)
        after = Written(state.memory, state.empty, tokens)
        return self._logits(tokens, after)[:, -1], after

    def teach(self, memory: Memory, tokens: Tensor) -> Tensor:
        """All next tokens at once."""
        return self._logits(tokens[:, :-1], self.begin(memory))

    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        """Weights of the last layer's attention to the memory, the mean of its heads."""
        last = cast("nn.TransformerDecoderLayer", self.layers.layers[-1]).multihead_attn
        seen: list[Tensor] = []

        def ask(_: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
            return given, {**named, "need_weights": True}

        def keep(_: nn.Module, __: tuple[Any, ...], out: tuple[Tensor, Tensor]) -> None:
            seen.append(out[1])

        # The layer asks for no weights: hooks do, for this one pass.
        hooks = [
            last.register_forward_pre_hook(ask, with_kwargs=True),
            last.register_forward_hook(keep),
        ]
        try:
            self.teach(memory, tokens)
        finally:
            for hook in hooks:
                hook.remove()
        return seen[0][:, :, -min(memory.rows.shape[1], MEMORY) :]

    def _logits(self, tokens: Tensor, state: Written) -> Tensor:
        length = tokens.shape[1]
        later = torch.ones(length, length, dtype=torch.bool, device=tokens.device).triu(1)
        x = self.layers(
            self.tokens(tokens) + self.order[:length],
            state.memory,
            tgt_mask=later,
            memory_key_padding_mask=state.empty,
        )
        logits: Tensor = self.out(x)
        return logits
