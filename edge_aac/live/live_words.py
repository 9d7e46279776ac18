"""The words of the live page, in one language: `live.en.toml` or another beside this file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from edge_aac.answers.wording import Wording, load_wording
from edge_aac.control.recent import loudness
from edge_aac.salience.catalogue import load_catalogue

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class LiveWords:
    """The words of the page."""

    table: Mapping[str, str]
    language: str
    noun: Callable[[str], str]
    """A label as a person calls it."""
    wording: Wording

    def __getitem__(self, name: str) -> str:
        return self.table[name]

    def level(self, decibels: float | None) -> str:
        """How loud it is, in words and a number."""
        if decibels is None:
            return self.wording.answer("no_level")
        return self.wording.answer(loudness(decibels), decibels=round(-decibels))

    def state(self, lost: bool, muted: bool, quiet: float | None) -> str:
        """Whether it listens, and what is withheld."""
        hearing = self["lost"] if lost else self["listening"]
        if muted:
            return f"{hearing} {self.wording.status('muted')}"
        if quiet is not None:
            length = self.wording.length(quiet)
            return f"{hearing} {self.wording.status('quiet', length=length)}"
        return f"{hearing} {self['open']}"


def load_live_words(language: str) -> LiveWords:
    """Read the shipped words of a language."""
    name = f"live.{language}.toml"
    text = files("edge_aac.live").joinpath(name).read_text(encoding="utf-8")
    return LiveWords(
        tomllib.loads(text), language, load_catalogue(language).noun, load_wording(language)
    )
