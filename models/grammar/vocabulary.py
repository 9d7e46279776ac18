"""Sentences to tokens and back.

In: a sentence, or tokens. Out: the other. A token is a lower-case word, a comma
or a full stop. Never does: numbers for tokens (the vocabulary file's order).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from edge_aac.captions.vocabulary import PUNCTUATION, SPECIAL, sentence

__all__ = ["SPECIAL", "count_words", "detokenize", "tokenize"]

_TOKEN = re.compile(r"[a-z0-9']+|[,.]")


def tokenize(text: str) -> list[str]:
    """The tokens of a sentence; anything that is neither word, comma nor stop parts words."""
    return _TOKEN.findall(text.lower())


def detokenize(tokens: Iterable[str]) -> str:
    """The sentence: first letter upper case, no blank before punctuation."""
    return sentence(tokens)


def count_words(text: str) -> int:
    """How many words a sentence has, punctuation aside."""
    return sum(token not in PUNCTUATION for token in tokenize(text))
