"""The grammar's words, read from `phrases.toml` or from `held_out.toml`.

In: a file beside this module. Out: frozen `Phrases`. Never does: choosing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.grammar.vocabulary import tokenize

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SPOKEN = Path(__file__).with_name("phrases.toml")
"""What training says, and what is read back."""
HELD_OUT = Path(__file__).with_name("held_out.toml")
"""Phrasings that only judge: training never says them."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Entry:
    """How one sound, or one kind of sound, is put into words; the usual phrase first."""

    terse: tuple[str, ...]
    clauses: tuple[str, ...]
    nouns: tuple[str, ...]
    long: tuple[str, ...]
    counted: tuple[str, ...]
    names: tuple[str, ...]
    """Short forms that are only read back."""
    general: str | None
    """The kind it belongs to."""
    adverbs: bool
    """"Loudly" and "faintly" may follow."""

    def said(self) -> Iterator[str]:
        """Every phrase that can be said, placeholders and all."""
        for phrases in (self.terse, self.clauses, self.nouns, self.long, self.counted):
            yield from phrases


@dataclass(frozen=True)
class Phrases:
    """All of one file of phrases."""

    labels: Mapping[str, Entry]
    kinds: Mapping[str, Entry]
    shared: Mapping[str, frozenset[str]]
    """Ambiguous noun -> labels that it may mean."""
    wider: Mapping[str, frozenset[str]]
    """Label -> neighbours that people call by its name too."""
    join: Mapping[str, tuple[str, ...]]
    brief: Mapping[str, tuple[str, ...]]
    say: Mapping[str, tuple[str, ...]]
    empty: Mapping[str, tuple[str, ...]]

    def words(self) -> tuple[str, ...]:
        """Every token of every phrase, sorted; punctuation first."""
        texts = [p for e in (*self.labels.values(), *self.kinds.values()) for p in e.said()]
        for table in (self.join, self.brief, self.say, self.empty):
            texts += [text for choices in table.values() for text in choices]
        found = {token for text in texts for token in tokenize(PLACEHOLDER.sub(" ", text))}
        return tuple(sorted(found | {"."}))

    def counts(self, phrase: str) -> tuple[str, ...]:
        """A counted phrase with its placeholder filled in every way."""
        times = [w for key in ("once", "twice", "thrice", "often") for w in self.say[key]]
        number = [w for key in ("two", "three", "several") for w in self.say[key]]
        filled = {"{times}": times, "{number}": number}
        slot = next(slot for slot in filled if slot in phrase)
        return tuple(phrase.replace(slot, word) for word in filled[slot])


@cache
def load_phrases(path: Path = SPOKEN) -> Phrases:
    """Read a file of phrases; one for judging needs neither kinds nor what is only read back."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    general = tables.pop("general", {})
    # A kind is said because the sound is faint: no need to say so twice.
    kinds = {name: _entry({**row, "adverbs": False}) for name, row in general.items()}
    join, brief, say, empty = (_choices(tables.pop(k)) for k in ("join", "brief", "say", "empty"))
    shared, wider = (
        {name: frozenset(row) for name, row in tables.pop(key, {}).items()}
        for key in ("shared", "wider")
    )
    labels = {name: _entry(row) for name, row in tables.items()}
    return Phrases(labels, kinds, shared, wider, join, brief, say, empty)


def _choices(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(texts) for key, texts in table.items()}


def _entry(row: dict[str, Any]) -> Entry:
    phrases = {
        key: tuple(row.pop(key, ()))
        for key in ("terse", "clauses", "nouns", "long", "counted", "names")
    }
    return Entry(**phrases, general=row.pop("general", None), adverbs=row.pop("adverbs", True))
