"""The interface: an encoder makes a memory of frames, a decoder puts a memory into words.

In: frames (batch, frames, bands), later a memory and a style. Out: `Memory`, later tokens. Every
encoder gives event logits row by row, and every decoder reads the same columns: evidence for each
label, and four levels (much as `models.networks.encoder.Remember`). So any encoder goes with any
decoder, and what is compared is what they hear and say, not how wide they pass it on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_aac.captions.vocabulary import END, PAD
from models.networks.encoder import FRAMES_PER_ROW, LEVELS

LONGEST = 26
"""Tokens of a sentence, style and end included."""
FAINTEST = -6.0
"""Event logit from which there is evidence. The device's memory begins at -2; after a small budget
hardly any logit is so high, and a decoder would read nothing."""
PADDED, ENDED = 0, 1
"""The numbers of `PAD` and `END`: they stand first in every vocabulary."""


@dataclass(frozen=True, eq=False)
class Memory:
    """What an encoder made of a stretch of sound."""

    rows: Tensor
    """(batch, rows, labels + 4) float32, the newest last; 80 ms each."""
    events: Tensor
    """(batch, rows, labels) float32: event logits."""


class Encoder(nn.Module, ABC):
    """Frames to a memory. `labels` is how many event logits a row has."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.labels = labels

    @abstractmethod
    def hear(self, frames: Tensor) -> Tensor:
        """Event logits (batch, frames / 8, labels) of frames (batch, frames, bands)."""

    def encode(self, frames: Tensor) -> Memory:
        """The memory of frames (batch, frames, bands), frames a multiple of 16."""
        events = self.hear(frames)
        evidence = torch.clamp(0.5 * (events - FAINTEST), min=0.0)
        patch = (FRAMES_PER_ROW, frames.shape[2] // LEVELS)
        levels = functional.avg_pool2d(frames.unsqueeze(1), patch).squeeze(1)
        return Memory(torch.cat([evidence, levels[:, :, :LEVELS]], dim=2), events)


class Decoder(nn.Module, ABC):
    """A memory to words, greedily."""

    @abstractmethod
    def begin(self, memory: Memory) -> Any:
        """What the first step needs."""

    @abstractmethod
    def step(self, token: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Logits (batch, words) of what follows tokens (batch,), and the next state."""

    def teach(self, memory: Memory, tokens: Tensor) -> Tensor:
        """Logits (batch, length - 1, words) of each next token, given those before it."""
        state = self.begin(memory)
        said = []
        for i in range(tokens.shape[1] - 1):
            logits, state = self.step(tokens[:, i], state)
            said.append(logits)
        return torch.stack(said, dim=1)

    @torch.no_grad()
    def decode(self, memory: Memory, style: int) -> list[list[int]]:
        """The likeliest token, one after the other, until the end.

        Parameters
        ----------
        memory : Memory
        style : int
            The token of the style.

        Returns
        -------
        list of list of int
            For each scene its tokens, without style and end.
        """
        token = torch.full((len(memory.rows),), style, device=memory.rows.device)
        state, said = self.begin(memory), []
        ended = torch.zeros_like(token, dtype=torch.bool)
        for _ in range(LONGEST - 1):
            logits, state = self.step(token, state)
            logits[:, PADDED] = -torch.inf
            token = torch.where(ended, PADDED, logits.argmax(dim=1))
            ended = ended | (token == ENDED)
            said.append(token)
            if bool(ended.all()):
                break
        rows = torch.stack(said, dim=1).tolist()
        return [[one for one in row if one not in (PADDED, ENDED)] for row in rows]


def numbers(words: Sequence[str]) -> dict[str, int]:
    """The number of each word.

    Raises
    ------
    ValueError
        The vocabulary does not begin with padding and end.
    """
    if list(words[:2]) != [PAD, END]:
        raise ValueError("A vocabulary begins with padding and end.")
    return {word: i for i, word in enumerate(words)}
