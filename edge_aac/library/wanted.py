"""What a person looks for, as labels and words.

In: a query in plain words. Out: the labels that it names, each as strongly as it is meant, and the
words that are left, which are looked for in the sentences. First a label's own words count, as in
sentences; then wider ones (`synonyms.toml`). Nothing is guessed: a word that means no sound is said
to mean none. Never does: looking.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from edge_aac.taxonomy import Taxonomy

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LIGHT_WORDS = """
    a an the of in at on and or with while as is are be being by to from for into over near some
    very it its there this that then someone somebody something sound sounds noise noises hear heard
    ein eine einen einem einer der die das und oder mit im in am bei von zu ist sind"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Words that mean no sound."""
LONGEST = 400
"""Characters of a query that are looked at."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for."""

    labels: tuple[tuple[tuple[str, ...], float], ...]
    """Alternatives, any of which is meant, and how much they count."""
    words: tuple[str, ...]
    """What is looked for in the sentences."""
    unknown: tuple[str, ...]
    """Words that mean no sound here."""


class Understanding:
    """Reads queries.

    Parameters
    ----------
    taxonomy : Taxonomy
    mentions : callable
        The labels that a sentence names by their own words, in any of the languages.
    synonyms : mapping of str to tuple of str
        Wider words, a star for any ending, and the labels that they may mean.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        mentions: Callable[[str], frozenset[str]],
        synonyms: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._names = taxonomy.names
        self._mentions = mentions
        self._synonyms = [
            (re.compile(rf"\b{re.escape(word).replace(re.escape('*'), '[^ ]*')}(?![^\W_])"), labels)
            for word, labels in synonyms.items()
        ]

    def read(self, query: str) -> Query:
        """What a query means."""
        plain = query[:LONGEST].lower()
        words = _WORD.findall(plain.replace("_", " "))
        rest = " ".join(words)
        exact = rest.replace(" ", "_")
        named = {exact} if exact in self._names else set(self._mentions(rest))
        if named == {exact}:
            return Query((((exact,), 1.0),), tuple(words), ())
        labels: list[tuple[tuple[str, ...], float]] = [
            ((label,), 1.0) for label in sorted(named & set(self._names))
        ]
        known = {one for alternatives, _ in labels for one in alternatives}
        explained: set[str] = set()
        for pattern, alternatives in self._synonyms:
            found = pattern.findall(rest)
            if found:
                explained |= {word for one in found for word in one.split()}
                # A wider word adds nothing where an exact one says which sound is meant.
                if not known & set(alternatives):
                    labels.append((alternatives, 0.5))
        content = tuple(dict.fromkeys(word for word in words if word not in _LIGHT))
        unknown = tuple(
            word for word in content if word not in explained and not self._names_sound(word, rest)
        )
        return Query(tuple(labels), content, unknown)

    def _names_sound(self, word: str, rest: str) -> bool:
        """Whether a word is part of what names a label."""
        without = " ".join(one for one in rest.split() if one != word)
        return self._mentions(rest) != self._mentions(without)


def load_synonyms() -> Mapping[str, tuple[str, ...]]:
    """The shipped wider words."""
    text = files("edge_aac.library").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return {word: tuple(labels) for word, labels in tomllib.loads(text)["words"].items()}
