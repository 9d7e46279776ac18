"""The words of an answer: one catalogue, apart from the code.

In: `answers.en.toml` or another language's, shipped beside this file. Out: sentences,
numbers, lengths of time in words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import ENGLISH
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.report import LineWords
from edge_aac.types import Verb

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MINUTE = 60
HOUR = 3600


@dataclass(frozen=True)
class Wording:
    """Everything that answers are made of, in one language."""

    table: Mapping[str, Mapping[str, Any]]
    causes: Mapping[str, str] = field(default_factory=lambda: ENGLISH)
    """Templates of the reasons why something does not work."""

    def answer(self, name: str, **values: object) -> str:
        """A sentence of the section `[answer]`."""
        return _filled(self.table["answer"][name], values)

    def refusal(self, error: EdgeAacError) -> str:
        """What an error says, in this language where it has a reason."""
        return str(error) if error.reason is None else error.reason.worded(self.causes)

    def status(self, name: str, **values: object) -> str:
        """A sentence of the section `[status]`."""
        return _filled(self.table["status"][name], values)

    def line(self, name: str, **values: object) -> str:
        """A sentence of the section `[line]`, which is only printed."""
        template: str = self.table["line"][name]
        return _filled(template, values) if values else template

    def source(self, name: str) -> str:
        """What a source is called; a device and a file keep their names."""
        return str(self.table["source"].get(name, name))

    def line_words(self, noun: Callable[[str], str]) -> LineWords:
        """The words of lines.

        Parameters
        ----------
        noun : callable
            A label as a person calls it, in the same language.
        """
        own = {name: self.line(name) for name in ("over", "not_spoken", "said", "not_said")}
        return LineWords(**own, noun=lambda label: upper(noun(label)))

    def keys(self, keys: Mapping[str, Verb]) -> str:
        """Which keys ask for what."""
        names = self.table["keys"]
        parts = [_filled(names["one"], {"key": k, "verb": names[v.value]}) for k, v in keys.items()]
        return _filled(names["all"], {"keys": ", ".join(parts)})

    def digest(self, name: str, **values: object) -> str:
        """A sentence of the section `[digest]`."""
        return _filled(self.table["digest"][name], values)

    def bench(self, name: str, **values: object) -> str:
        """A sentence of the section `[bench]`."""
        return _filled(self.table["bench"][name], values)

    def earcon(self, name: str) -> tuple[str, str]:
        """What a signal is called, and what it sounds like and means."""
        called, meaning = self.table["earcon"][name]
        return called, meaning

    def device(self, name: str) -> str:
        """A word of the section `[device]`."""
        return str(self.table["device"][name])

    def decimal(self, value: float, places: int) -> str:
        """A number with so many places, written as this language writes it."""
        return f"{value:.{places}f}".replace(".", self.table["words"]["point"])

    def past(self, label: str) -> str | None:
        """That a sound was heard, in the past tense, without its full stop."""
        past: str | None = self.table["past"].get(label)
        return past

    def number(self, count: int) -> str:
        """A number, in a word where it is small."""
        words: list[str] = self.table["words"]["numbers"]
        return words[count] if 0 <= count < len(words) else str(count)

    def times(self, count: int) -> str:
        """How often: once, twice, three times."""
        if count <= 2:
            return str(self.table["words"]["once" if count < 2 else "twice"])
        return self._word("times", count)

    def things(self, count: int) -> str:
        """So many announcements."""
        return self._unit("thing", count)

    def length(self, seconds: float) -> str:
        """A length of time, as exact as one says it: "two hours and ten minutes"."""
        whole = max(1, round(seconds))
        if whole < 2 * MINUTE and whole != MINUTE:
            return self._unit("second", whole)
        minutes = round(whole / MINUTE)
        hours, rest = divmod(minutes, HOUR // MINUTE)
        if not hours:
            return self._unit("minute", minutes)
        if not rest:
            return self._unit("hour", hours)
        return _filled(
            self.table["words"]["and"],
            {"hours": self._unit("hour", hours), "minutes": self._unit("minute", rest)},
        )

    def ago(self, seconds: float) -> str:
        """How long ago something was."""
        if seconds < 1.0:
            return str(self.table["words"]["now"])
        return _filled(self.table["words"]["ago"], {"length": self.length(seconds)})

    def _unit(self, unit: str, count: int) -> str:
        one, many = self.table["words"][unit]
        return _filled(one if count == 1 else many, {"count": self.number(count)})

    def _word(self, name: str, count: int) -> str:
        return _filled(self.table["words"][name], {"count": self.number(count)})


def load_wording(language: str = "en") -> Wording:
    """Read the shipped answers of a language that has a catalogue of phrases."""
    text = (
        files("edge_aac.answers").joinpath(f"answers.{language}.toml").read_text(encoding="utf-8")
    )
    return Wording(tomllib.loads(text), load_reasons(language))


def upper(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format(**values)
