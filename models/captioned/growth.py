"""A trained decoder for more words than it knew.

In: its weights with its words, and fresh weights for the new vocabulary. Out: the fresh
weights, with all that was learnt in its place. Never does: forgetting, unless a word is gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

BY_WORD = ("tokens.weight", "out.weight", "out.bias")
"""Weights with a row for each word."""


def grown(
    learnt: dict[str, Tensor], had: Sequence[str], fresh: dict[str, Tensor], words: Sequence[str]
) -> dict[str, Tensor]:
    """Weights for `words`, learnt where the decoder `had` the word and fresh elsewhere."""
    place = {word: i for i, word in enumerate(had)}
    pairs = [(i, place[word]) for i, word in enumerate(words) if word in place]
    into, out_of = [i for i, _ in pairs], [j for _, j in pairs]
    result = dict(learnt)
    for name in BY_WORD:
        weight = fresh[name].clone()
        weight[into] = learnt[name][out_of].to(weight)
        result[name] = weight
    return result
