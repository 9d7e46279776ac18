"""The interface: an encoder makes a memory of frames, a decoder puts a memory into words.

In: frames (batch, frames, bands), later a memory and a style. Out: `Memory`, later tokens. Every
encoder gives event logits row by row, and every decoder reads the same columns: evidence for each
label, and four levels (much as `models.networks.encoder.Remember`). So any encoder goes with any
decoder, and what is compared is what they hear and say, not how wide they pass it on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_aac.captions.vocabulary import END, PAD
from edge_aac.errors import EdgeAacError
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

    causal: ClassVar[bool] = True
    """No row depends on what comes after it, so that the encoder may stream."""

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
        return Memory(torch.cat([evidence, self.levels(frames)], dim=2), events)

    def levels(self, frames: Tensor) -> Tensor:
        """Four levels of each row, (batch, frames / 8, 4): quarters of the bands, averaged."""
        patch = (FRAMES_PER_ROW, frames.shape[2] // LEVELS)
        return functional.avg_pool2d(frames.unsqueeze(1), patch).squeeze(1)[:, :, :LEVELS]

    def stream(self, frames: Tensor, hop: int = 16) -> Iterator[Tensor]:
        """Event logits of the rows of each hop, as they come: nothing later has been heard.

        What was heard before is heard again, so that this shows what a stream would say, and not
        what it would cost.

        Parameters
        ----------
        frames : Tensor, shape (batch, frames, bands)
        hop : int
            Frames that come at once, a multiple of 16.

        Raises
        ------
        OfflineEncoderError
            The encoder hears a whole recording at once.
        """
        if not self.causal:
            raise OfflineEncoderError(
                f"{type(self).__name__} hears a whole recording at once, its end before its "
                "beginning is judged: it cannot stream. Choose a causal encoder (cnn, "
                "transformer, conformer or pretrained), or use this one on recordings."
            )
        for first in range(0, frames.shape[1] - hop + 1, hop):
            heard = self.encode(frames[:, : first + hop]).events
            yield heard[:, -hop // FRAMES_PER_ROW :]


class OfflineEncoderError(EdgeAacError):
    """An encoder that needs the whole recording was asked to stream."""


class Search(Protocol):
    """A way to find words, other than the likeliest one after the other."""

    def words(self, decoder: Decoder, memory: Memory, style: int) -> list[list[int]]:
        """For each scene its tokens, without style and end."""


class Decoder(nn.Module, ABC):
    """A memory to words: greedily, or by a search."""

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

    @abstractmethod
    def attend(self, memory: Memory, tokens: Tensor) -> Tensor:
        """How much each row counted for each next token, (batch, length - 1, rows).

        `rows` are the last 125 of the memory at most. Tokens (batch, length) are as for `teach`.
        """

    @torch.no_grad()
    def decode(self, memory: Memory, style: int, search: Search | None = None) -> list[list[int]]:
        """The likeliest token, one after the other, until the end.

        Parameters
        ----------
        memory : Memory
        style : int
            The token of the style.
        search : Search, optional
            Another way to find words.

        Returns
        -------
        list of list of int
            For each scene its tokens, without style and end.
        """
        if search is not None:
            return search.words(self, memory, style)
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
        return spoken(torch.stack(said, dim=1))


def spoken(tokens: Tensor) -> list[list[int]]:
    """Tokens (batch, length) without padding and end."""
    rows: list[list[int]] = tokens.tolist()
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
