"""Sampled sentences that say nothing without evidence.

In: a decoder, a memory with its event logits, a way to draw sentences. Out: for each scene the
first draw all of whose mentions have evidence; no words where none of the draws has. A mention has
evidence where a label that it may mean reaches `least`, smoothed as a tag is. Never does: asking
whether something was left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from edge_aac.encoder.tags import SMOOTHING_ROWS
from edge_aac.taxonomy import load_taxonomy
from models.evaluation.reader import accepted, read_phrases
from models.grammar import detokenize
from models.research.memory import Decoder, Memory
from models.research.searching import Nucleus, picked

EVIDENCE = 0.3
"""Posterior from which a sound may be named: the floor of the released thresholds."""
TRIES = 8
"""Draws of a scene before nothing is said."""


@dataclass(frozen=True, slots=True)
class Truthful:
    """Draws again what names a sound without evidence."""

    nucleus: Nucleus
    vocabulary: Sequence[str]
    least: float = EVIDENCE
    tries: int = TRIES

    def words(self, decoder: Decoder, memory: Memory, style: int) -> list[list[int]]:
        """For each scene its tokens, without style and end."""
        found: list[list[int]] = [[] for _ in range(len(memory.rows))]
        waiting = torch.arange(len(found))
        there = evidence(memory)
        luck = torch.Generator().manual_seed(self.nucleus.seed)
        for _ in range(self.tries):
            if not len(waiting):
                break
            some: Memory = picked(memory, waiting)
            drawn = self.nucleus.drawn(decoder, some, style, luck)
            again = []
            for scene, tokens in zip(waiting.tolist(), drawn, strict=True):
                if self._holds(tokens, there[scene]):
                    found[scene] = tokens
                else:
                    again.append(scene)
            waiting = torch.tensor(again, dtype=torch.long)
        return found

    def _holds(self, tokens: Sequence[int], there: Tensor) -> bool:
        text = detokenize(self.vocabulary[one] for one in tokens)
        return all(
            any(float(there[column]) >= self.least for column in columns)
            for columns in meanings(text)
        )


def meanings(text: str) -> list[list[int]]:
    """For each mention of a sentence, the columns of the labels that it may mean."""
    return [
        [i for i, names in enumerate(_names()) if mention.may_mean & names]
        for mention in read_phrases(text)
    ]


@cache
def _names() -> tuple[frozenset[str], ...]:
    """By what each column's label may be called."""
    return tuple(accepted(label) for label in load_taxonomy().names)


def evidence(memory: Memory) -> Tensor:
    """The highest smoothed posterior of each label, (scenes, labels)."""
    posteriors = memory.events.sigmoid().transpose(1, 2)
    span = min(SMOOTHING_ROWS, posteriors.shape[2])
    return functional.avg_pool1d(posteriors, span, 1).amax(dim=2)
