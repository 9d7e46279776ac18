"""A caption as people write it -> the tokens of one sentence of ours.

In: any caption. Out: lower-case words and commas, and one full stop at the end. Never
does: choosing which words the model knows (`words` does).
"""

from __future__ import annotations

import unicodedata

from edge_aac.captions.vocabulary import PUNCTUATION, STOP
from models.grammar import tokenize

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})


def sentence_tokens(caption: str) -> tuple[str, ...]:
    """The tokens of a caption; none where it has no word.

    Accents go (the tokens are ASCII), quotation marks go and apostrophes within words stay.
    Where one sentence ends and another follows stands a comma: what is spoken has one stop.
    """
    text = caption.translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    tokens: list[str] = []
    for token in tokenize(text):
        if token in PUNCTUATION:
            if tokens and tokens[-1] != ",":
                tokens.append(",")
        elif word := token.strip("'"):
            tokens.append(word)
    if tokens and tokens[-1] == ",":
        tokens.pop()
    return (*tokens, STOP) if tokens else ()
