"""What a sound is called in a subtitle.

In: `words.LANGUAGE.toml`, shipped beside this file, and the catalogue's nouns. Out: short words in
brackets, as subtitles have them for those who do not hear. Never does: choosing what is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Words:
    """The words of subtitles, in one language."""

    labels: Mapping[str, str]
    """Labels that subtitles call otherwise than descriptions do."""
    quiet: str
    """Title of a chapter in which nothing is known."""
    last: str
    """Between the last two names of a title."""
    noun: Callable[[str], str]
    """Every other label as a person calls it."""

    def name(self, label: str) -> str:
        """A label in words."""
        return self.labels.get(label) or self.noun(label)

    def bracketed(self, label: str) -> str:
        """A line of a subtitle: "[a dog barking]"."""
        return f"[{self.name(label)}]"

    def title(self, labels: Iterable[str]) -> str:
        """A chapter's title: "Rain and a dog barking"."""
        text = self.last.join(self.name(label) for label in labels) or self.quiet
        return text[:1].upper() + text[1:]


def load_words(language: str, noun: Callable[[str], str]) -> Words:
    """The words of a language that has a catalogue of phrases."""
    name = f"words.{language}.toml"
    text = files("edge_aac.subtitles").joinpath(name).read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Words(table["label"], table["quiet"], table["last"], noun)
