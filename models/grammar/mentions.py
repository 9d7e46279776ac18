"""Sentences back to labels: which sounds a caption names, in which order.

In: any sentence. Out: `Mention`s. Whole phrases of the grammar are read first,
the longest that fits at each place, then the short names; a noun that several
labels share counts only where nothing beside it is more exact. Never does:
judging whether the caption is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from models.grammar.phrases import Phrases, load_phrases
from models.grammar.vocabulary import tokenize

ARTICLES = frozenset({"a", "an", "the", "some"})
PARTING = frozenset(
    {",", ".", "then", "while", "before", "with", "over", "as", "and", "followed", "after"}
)
"""Words after which another sound may be spoken of."""


@dataclass(frozen=True)
class Mention:
    """A sound that a sentence names."""

    label: str | None
    """The label it names; None where it may be any of several."""
    may_mean: frozenset[str]
    """All labels that it may mean."""
    at: int
    """Index of its first token."""


Table = Mapping[tuple[str, ...], Mention]


def mentions(text: str) -> tuple[Mention, ...]:
    """What a sentence names, in its order; each label, and each ambiguous noun, once."""
    table, longest = _read_table()
    tokens = tokenize(text)
    segments: list[list[Mention]] = [[]]
    at = 0
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            known = table.get(tuple(tokens[at : at + length]))
            if known is not None:
                segments[-1].append(replace(known, at=at))
                at += length
                break
        else:
            if tokens[at] in PARTING:
                segments.append([])
            at += 1
    found: dict[str | frozenset[str], Mention] = {}
    for segment in segments:
        exact = {m.label for m in segment if m.label is not None}
        for mention in segment:
            if mention.label is not None:
                found.setdefault(mention.label, mention)
            elif not mention.may_mean & exact:
                found.setdefault(mention.may_mean, mention)
    return tuple(sorted(found.values(), key=lambda m: m.at))


def named_labels(text: str) -> frozenset[str]:
    """The labels that a sentence names exactly ("beeping" alone names none)."""
    return frozenset(m.label for m in mentions(text) if m.label is not None)


def possible_labels(text: str) -> tuple[frozenset[str], ...]:
    """For each mention, in order, all labels that it may mean."""
    return tuple(m.may_mean for m in mentions(text))


def readings(phrases: Phrases) -> list[tuple[tuple[str, ...], Mention]]:
    """Every run of tokens that means something, with its meaning; vague ones first."""
    found: list[tuple[tuple[str, ...], Mention]] = []
    for noun, labels in phrases.shared.items():
        found.append(((noun,), Mention(None, labels, 0)))
    for kind, entry in phrases.kinds.items():
        members = frozenset(n for n, e in phrases.labels.items() if e.general == kind)
        vague = Mention(None, members, 0)
        found += [(_bare(phrase), vague) for phrase in (*entry.said(), *entry.names)]
    for label, entry in phrases.labels.items():
        wider = phrases.wider.get(label, frozenset())
        exact = Mention(label, wider | {label}, 0)
        found += [(tuple(tokenize(name)), exact) for name in entry.names]
        for phrase in entry.said():
            filled = phrases.counts(phrase) if "{" in phrase else (phrase,)
            found += [(_bare(one), exact) for one in filled]
    return found


def _bare(phrase: str) -> tuple[str, ...]:
    """Tokens without a leading article, so that any article fits."""
    tokens = tokenize(re.sub(r"\{\w+\}", " ", phrase))
    return tuple(tokens[1:] if len(tokens) > 1 and tokens[0] in ARTICLES else tokens)


@cache
def _read_table() -> tuple[Table, int]:
    table = dict(readings(load_phrases()))
    return table, max(len(tokens) for tokens in table)
