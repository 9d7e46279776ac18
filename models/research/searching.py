"""Ways to find words: a beam of sentences, and nucleus sampling.

In: any decoder and a memory. Out: tokens of each scene. Both go by the decoder's steps alone, so
that each goes with every decoder. Beam search divides by length**`length` (Wu et al. 2016 without
their constant 5). Nucleus sampling draws among the likeliest words that hold `share` of the
probability (Holtzman et al. 2020). Never does: asking whether a sentence is true; `truth` does.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import torch
from torch import Tensor

from models.research.memory import ENDED, LONGEST, PADDED, Decoder, Memory, Search, spoken
from models.research.recipe import Recipe


def picked(state: Any, rows: Tensor) -> Any:
    """A decoder's state for some of its scenes, in a new order; tensors, or dataclasses of them."""
    if isinstance(state, Tensor):
        return state[rows]
    if is_dataclass(state) and not isinstance(state, type):
        return replace(
            state, **{one.name: picked(getattr(state, one.name), rows) for one in fields(state)}
        )
    raise TypeError(f"A decoder's state is made of tensors, not of {type(state).__name__}.")


@dataclass(frozen=True, slots=True)
class Beam:
    """The likeliest of so many sentences side by side."""

    width: int = 4
    """Sentences that are kept of each scene."""
    length: float = 0.7
    """Exponent of the length by which a sentence's log-probability is divided: 0 prefers short
    ones, 1 is the mean of its words."""

    def __post_init__(self) -> None:
        """Refuse what finds nothing."""
        if self.width < 1 or not 0.0 <= self.length <= 2.0:
            raise ValueError("A beam has a width of at least 1 and a length exponent of 0 to 2.")

    @torch.no_grad()
    def words(self, decoder: Decoder, memory: Memory, style: int) -> list[list[int]]:
        """For each scene its tokens, without style and end."""
        scenes, width = len(memory.rows), self.width
        each = torch.arange(scenes, device=memory.rows.device).repeat_interleave(width)
        state = picked(decoder.begin(memory), each)
        token = torch.full((scenes * width,), style, device=each.device)
        # All begin alike: only the first of a scene may go on.
        total = torch.full((scenes, width), -torch.inf, device=each.device)
        total[:, 0] = 0.0
        said = torch.zeros(scenes * width, 0, dtype=torch.long, device=each.device)
        ended = torch.zeros(scenes * width, dtype=torch.bool, device=each.device)
        for _ in range(LONGEST - 1):
            logits, state = decoder.step(token, state)
            logits[:, PADDED] = -torch.inf
            gain = torch.log_softmax(logits, dim=1)
            # A sentence that has ended goes on as it is.
            gain[ended] = -torch.inf
            gain[ended, PADDED] = 0.0
            sums = (total.view(-1, 1) + gain).view(scenes, -1)
            total, best = sums.topk(width, dim=1)
            parent = (
                best // gain.shape[1] + torch.arange(scenes, device=each.device)[:, None] * width
            ).view(-1)
            token = (best % gain.shape[1]).view(-1)
            state = picked(state, parent)
            said = torch.cat([said[parent], token[:, None]], dim=1)
            ended = ended[parent] | (token == ENDED)
            if bool(ended.all()):
                break
        lengths = (said != PADDED).sum(dim=1).clamp(min=1).view(scenes, width)
        first = (total / lengths**self.length).argmax(dim=1)
        return spoken(said.view(scenes, width, -1)[torch.arange(scenes), first])


@dataclass(frozen=True, slots=True)
class Nucleus:
    """Words drawn among the likeliest."""

    share: float = 0.9
    """Probability that the words to draw from hold together."""
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0.0 < self.share <= 1.0:
            raise ValueError("The nucleus holds a share of more than 0 and at most 1.")

    def words(self, decoder: Decoder, memory: Memory, style: int) -> list[list[int]]:
        """For each scene its tokens, without style and end; the same for the same seed."""
        return self.drawn(decoder, memory, style, torch.Generator().manual_seed(self.seed))

    @torch.no_grad()
    def drawn(
        self, decoder: Decoder, memory: Memory, style: int, luck: torch.Generator
    ) -> list[list[int]]:
        """The next draw of each scene."""
        token = torch.full((len(memory.rows),), style, device=memory.rows.device)
        state, said = decoder.begin(memory), []
        ended = torch.zeros_like(token, dtype=torch.bool)
        for _ in range(LONGEST - 1):
            logits, state = decoder.step(token, state)
            logits[:, PADDED] = -torch.inf
            likely, order = torch.softmax(logits, dim=1).sort(dim=1, descending=True)
            # A word belongs to the nucleus while those before it do not hold the share.
            likely = likely * (likely.cumsum(dim=1) - likely < self.share)
            place = torch.multinomial(likely.cpu(), 1, generator=luck).to(order.device)
            token = torch.where(ended, PADDED, order.gather(1, place).squeeze(1))
            ended = ended | (token == ENDED)
            said.append(token)
            if bool(ended.all()):
                break
        return spoken(torch.stack(said, dim=1))


def search_of(recipe: Recipe) -> Search | None:
    """How a recipe finds words: None is greedily."""
    return Beam(recipe.beam) if recipe.beam > 1 else None
