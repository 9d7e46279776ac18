"""How varied captions are: distinct n-grams, and the words that are used.

In: captions. Out: figures. distinct-n is Li et al. 2016: different n-grams by all n-grams.
Never does: references; a caption may be varied and wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.evaluation.wording import plain


def distinct(captions: Iterable[str], n: int) -> float:
    """Different n-grams by all n-grams, 0 to 1; 0 where there is none."""
    grams = []
    for caption in captions:
        words = plain(caption).split()
        grams += [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 0.0


def vocabulary_size(captions: Iterable[str]) -> int:
    """How many different words are used."""
    return len({word for caption in captions for word in plain(caption).split()})
