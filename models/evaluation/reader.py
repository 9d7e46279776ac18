"""Two readers of captions, and when a mention may stand for a sound.

In: a sentence. Out: `Mention`s in its order. `read_phrases` reads as our grammar does;
`read_words` knows nothing of the grammar: it looks for the caption words of
`labels.csv`, inflected as English does. Where they agree, the figure hangs on no reader.
Never does: judging whether a mention is true.

`read_words` parts a sentence at its joining words. In each part the labels of which most
words are found are meant (all of them, if several tie): "a door opens" may be a door or a
can. It knows no kinds ("a machine" is a washing machine to it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from edge_aac.taxonomy import load_taxonomy
from models.grammar import Mention, mentions, tokenize
from models.grammar.phrases import load_phrases

Reader = Callable[[str], tuple[Mention, ...]]

PARTING = frozenset(
    {",", ".", "then", "while", "whilst", "before", "after", "over", "as", "and", "followed",
     "until", "amid"}
)  # fmt: skip
WHOLE = frozenset({"fly", "can", "crow"})
"""Words whose inflections mean something else: "flying overhead" is no insect."""
COMPOUND = 4
"""So many letters of a caption word are known again in a longer word: air-plane."""
_ENDING = re.compile(r"e?s|e?d|e|d?ing|ds|ers?|ter|se|y")


def accepted(label: str) -> frozenset[str]:
    """Labels by which a sound may be called.

    Those of its taxonomy group (one thing to a person), and each exact name that people
    also use for it (`wider` of phrases.toml: an "alarm" may be a car alarm).
    """
    taxonomy = load_taxonomy()
    group = taxonomy[label].group
    alike = {one.name for one in taxonomy.labels if one.group == group}
    return frozenset(alike | {name for name, also in load_phrases().wider.items() if label in also})


def fits(mention: Mention, label: str) -> bool:
    """Whether a mention may stand for a sound of a label."""
    return bool(mention.may_mean & accepted(label))


def rivals(one: str, other: str) -> bool:
    """Whether a sentence that names one label may be read as naming the other."""
    nouns = load_phrases().shared.values()
    one_noun = any({one, other} <= labels for labels in nouns)
    return one_noun or bool(accepted(one) & accepted(other))


read_phrases: Reader = mentions


def word_reader(caption_words: Mapping[str, tuple[str, ...]]) -> Reader:
    """The reader by the caption words of `labels.csv` (label -> its words)."""
    known = set(load_taxonomy().names)
    words = {label: of for label, of in caption_words.items() if label in known}

    def read_words(text: str) -> tuple[Mention, ...]:
        tokens = tokenize(text)
        parts: list[dict[str, list[int]]] = [{}]
        for at, token in enumerate(tokens):
            if token in PARTING or (token == "with" and "background" in tokens[at:]):
                parts.append({})
            for label, of in words.items():
                if any(_begins(word, tokens, at) for word in of):
                    parts[-1].setdefault(label, []).append(at)
        found: dict[frozenset[str], Mention] = {}
        for part in filter(None, parts):
            most = max(len(at) for at in part.values())
            meant = frozenset(label for label, at in part.items() if len(at) == most)
            at = min(at for label in meant for at in part[label])
            exact = next(iter(meant)) if len(meant) == 1 else None
            found.setdefault(meant, Mention(exact, meant, at))
        return tuple(found.values())

    return read_words


def _begins(word: str, tokens: list[str], at: int) -> bool:
    """Whether a caption word (or words) stands at a place of a sentence."""
    wanted = tuple(word.split())
    if len(wanted) > 1:
        return tuple(tokens[at : at + len(wanted)]) == wanted
    return _inflects(word, tokens[at])


@cache
def _inflects(word: str, token: str) -> bool:
    if token in (word, f"{word}s"):
        return True
    if word in WHOLE:
        return False
    if token.startswith(word):
        rest = token[len(word) :]
        doubled = rest[:1] == word[-1]
        if _ENDING.fullmatch(rest) or (doubled and _ENDING.fullmatch(rest[1:])):
            return True
    return len(word) >= COMPOUND and token.removesuffix("s").endswith(word)
