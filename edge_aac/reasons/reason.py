"""One reason why something does not work, as a frozen value.

In: what it is, and its facts: names, paths, numbers. Out: a sentence in English, or in the language
of some templates; or text for another process. Never does: reading a catalogue later than
the English one, which is read at the start: a reason may be that no file can be opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.why import Why

Fact: TypeAlias = "str | Reason"
MOST_NESTED = 4
"""Reasons in reasons; none that is made here has more."""
_KNOWN = {one.value: one for one in Why}
ENGLISH: Mapping[str, str] = load_reasons("en")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason and its facts; a fact that is words is a reason itself."""

    why: Why
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, why: Why, **facts: Fact | int | Enum) -> Reason:
        """A reason with facts by name, each of which its template has in braces."""
        return cls(why, tuple((name, _fact(value)) for name, value in facts.items()))

    def worded(self, templates: Mapping[str, str] = ENGLISH) -> str:
        """The sentence.

        Parameters
        ----------
        templates : mapping
            Of a language, by the names of reasons; English where one is missing.
        """
        template = templates.get(self.why.value) or ENGLISH[self.why.value]
        facts = {
            name: fact if isinstance(fact, str) else fact.worded(templates)
            for name, fact in self.facts
        }
        return template.format(**facts)

    def __str__(self) -> str:
        return self.worded()

    @property
    def encoded(self) -> str:
        """As text for another process."""
        return json.dumps(_plain(self), separators=(",", ":"))

    @classmethod
    def decoded(cls, text: str) -> Reason | None:
        """The reason that a text holds; none where it holds none."""
        try:
            return _reason(json.loads(text), MOST_NESTED)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None


def _fact(value: Fact | int | Enum) -> Fact:
    return value if isinstance(value, (str, Reason)) else str(value)


def _plain(fact: Fact) -> Any:
    if isinstance(fact, str):
        return fact
    return [fact.why.value, {name: _plain(one) for name, one in fact.facts}]


def _reason(value: Any, nested: int) -> Reason:
    name, facts = value
    if not nested:
        raise ValueError("too deep")
    why = _KNOWN[name]
    read = {
        str(key): one if isinstance(one, str) else _reason(one, nested - 1)
        for key, one in facts.items()
    }
    reason = Reason(why, tuple(read.items()))
    reason.worded()  # which shows whether a fact is missing
    return reason
