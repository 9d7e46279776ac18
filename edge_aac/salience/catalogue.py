"""Every sentence that comes from a rule, in one place.

In: `phrases.LANGUAGE.toml`, shipped beside this file. Out: a frozen `Catalogue` of
announcements, noun phrases and what the listener says of itself; and which labels
a sentence names. Never does: deciding when a sentence is said; the decoder's words.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from edge_aac.reasons.reason import ENGLISH, Fact
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.salience.rules import Rule
from edge_aac.types import Priority, Style

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


MOST_NOUNS = 3
"""Of a list; who hears more has forgotten the first."""
_LETTER = r"[^\W\d_]"
_WORD = rf"(?:{_LETTER}|')+"


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one label is spoken of."""

    noun: str
    """"a dog barking"."""
    words: tuple[str, ...]
    """Words that name it in a sentence; a star stands for any ending."""
    alerts: Mapping[Style, str]
    """The announcement; empty for an ambient label."""
    still: str = ""
    ended: str = ""
    pattern: str = ""
    """What a hazard alarm is known by, where it is known by its beeps."""


@dataclass(frozen=True, slots=True)
class ListenerPhrase:
    """What the listener says of itself."""

    text: str
    """Spoken."""
    priority: Priority
    hint: str = ""
    """Only printed, after the text: what is known beyond it, what to do next."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language joins nouns to sentences."""

    decoder: bool
    """Whether the decoder's sentences are in this language."""
    hear: str
    still: str
    gone: str
    """Sentences about a label of the person's own, with a place for its noun."""
    last: str
    """Between the last two nouns of a scene."""
    hour: str
    quiet_hour: str
    """What was detected in the last hour, or that nothing was."""


@dataclass(frozen=True, slots=True)
class WhyTemplates:
    """How a language explains a verdict."""

    heard: str
    known: str
    """Put into `heard` where the evidence is named; empty where it is left out."""
    escalated: str
    """Where an alarm turned out to be one that is known by its pattern."""
    over: str
    scene: str
    silent: str


@dataclass(frozen=True)
class Catalogue:
    """All phrases of one language."""

    phrases: Mapping[str, Phrase]
    listener_phrases: Mapping[str, ListenerPhrase]
    grammar: Grammar
    explains: WhyTemplates
    reasons: Mapping[str, str]
    """The second halves of the rules' sentences, by rule; English ones stand with the rules."""

    causes: Mapping[str, str] = field(default_factory=lambda: ENGLISH)
    """Templates of the reasons why something does not work."""

    def because(self, rule: Rule) -> str:
        """The second half of a rule's sentence."""
        return self.reasons.get(rule.value, rule.because)

    def why_heard(self, rule: Rule, label: str, evidence: str) -> str:
        """Why something about a sound was said, or was not."""
        phrase = self.phrases.get(label)
        if rule is Rule.ESCALATED and phrase is not None and phrase.pattern:
            return self.explains.escalated.format(pattern=phrase.pattern)
        known = self.explains.known.format(evidence=evidence)
        noun, because = self.noun(label), self.because(rule)
        return self.explains.heard.format(noun=noun, known=known, because=because)

    def why_over(self, rule: Rule, label: str) -> str:
        """Why the end of a sound was not announced."""
        return self.explains.over.format(noun=self.noun(label), because=self.because(rule))

    def why_scene(self, rule: Rule, labels: Iterable[str]) -> str:
        """Why a description was spoken, or was not."""
        nouns, because = ", ".join(map(self.noun, labels)), self.because(rule)
        form = self.explains.scene if nouns else self.explains.silent
        return form.format(nouns=nouns, because=because)

    def why_listener(self, rule: Rule) -> str:
        """Why the listener spoke of itself."""
        because = self.because(rule)
        return f"{because[0].upper()}{because[1:]}."

    def alert(self, label: str, style: Style) -> str:
        """The announcement of a label; a plain one for a label of the person's own."""
        phrase = self.phrases.get(label)
        if phrase is None or not phrase.alerts:
            return self.grammar.hear.format(noun=self.noun(label))
        return phrase.alerts[style]

    def still(self, label: str) -> str:
        """The announcement of a hazard that goes on."""
        phrase = self.phrases.get(label)
        plain = self.grammar.still.format(noun=self.noun(label))
        return phrase.still if phrase and phrase.still else plain

    def ended(self, label: str) -> str:
        """The announcement that a hazard is over."""
        phrase = self.phrases.get(label)
        plain = self.grammar.gone.format(noun=self.noun(label))
        return phrase.ended if phrase and phrase.ended else plain

    def noun(self, label: str) -> str:
        """The label as a noun phrase."""
        phrase = self.phrases.get(label)
        return phrase.noun if phrase else label.replace("_", " ")

    def listener(self, name: str, values: Mapping[str, Fact] | None = None) -> str:
        """What the listener says of itself; KeyError where there is no such phrase."""
        return self.listener_phrases[name].text.format(**self._worded(values))

    def listener_line(self, name: str, values: Mapping[str, Fact] | None = None) -> str:
        """The same as it is printed, with its hint."""
        hint = self.listener_phrases[name].hint.format(**self._worded(values))
        return f"{self.listener(name, values)} {hint}".rstrip()

    def _worded(self, values: Mapping[str, Fact] | None) -> dict[str, str]:
        """Values in this language."""
        return {
            name: value if isinstance(value, str) else value.worded(self.causes)
            for name, value in (values or {}).items()
        }

    def scene(self, labels: Iterable[str]) -> str:
        """A plain description from noun phrases, at most three: "Rain, and a dog barking."."""
        nouns = [self.noun(label) for label in labels][:MOST_NOUNS]
        if not nouns:
            return self.listener("quiet")
        text = (
            nouns[0]
            if len(nouns) == 1
            else self.grammar.last.join([", ".join(nouns[:-1]), nouns[-1]])
        )
        return f"{text[0].upper()}{text[1:]}."

    def hour(self, counts: Mapping[str, int]) -> str:
        """What was detected in the last hour: "Last hour: a dog barking (2)."."""
        nouns = ", ".join(f"{self.noun(label)} ({count})" for label, count in counts.items())
        return self.grammar.hour.format(nouns=nouns) if nouns else self.grammar.quiet_hour

    def mentions(self, text: str) -> frozenset[str]:
        """The labels that a sentence names.

        The longest wording counts first, and a word counts once: "an alarm clock"
        is no alarm.
        """
        rest = " ".join(re.findall(_WORD, text)).lower()
        return frozenset(label for _, _, label in self._named(rest))

    def words_of(self, text: str) -> tuple[tuple[str, str | None], ...]:
        """The words of a sentence in order, each with the label that it names, or None."""
        words = re.findall(_WORD, text)
        spelt = [word.lower() for word in words]
        named = self._named(" ".join(spelt))
        places = itertools.accumulate((len(word) + 1 for word in spelt), initial=0)
        return tuple(
            (word, next((label for first, end, label in named if first <= at < end), None))
            for word, at in zip(words, places, strict=False)
        )

    def _named(self, rest: str) -> list[tuple[int, int, str]]:
        """Where labels are named in spelt words: first character, the one after the last, label."""
        found = []
        for wording, label in self._wordings:
            # Hardly any wording is in a sentence, and to compile them all takes a hop's time.
            if all(part in rest for part in wording.split("*")):
                spans = [hit.span() for hit in _pattern(wording).finditer(rest)]
                for first, end in spans:
                    found.append((first, end, label))
                    rest = f"{rest[:first]}{'|' * (end - first)}{rest[end:]}"
        return found

    @cached_property
    def _wordings(self) -> tuple[tuple[str, str], ...]:
        """Every wording with its label, the longest first."""
        wordings = [
            (word, label) for label, phrase in self.phrases.items() for word in phrase.words
        ]
        return tuple(
            sorted(wordings, key=lambda pair: (-len(pair[0].split()), -len(pair[0]), pair))
        )


@lru_cache(maxsize=512)
def _pattern(wording: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_any_ending(wording)}(?!{_LETTER}|')")


def _any_ending(word: str) -> str:
    return re.escape(word).replace(re.escape("*"), f"{_LETTER}*")


def load_catalogue(language: str = "en") -> Catalogue:
    """Read the shipped phrases of a language, one of those the settings let choose."""
    name = f"phrases.{language}.toml"
    text = files("edge_aac.salience").joinpath(name).read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Catalogue(
        {label: _phrase(row) for label, row in table["label"].items()},
        {
            name: ListenerPhrase(row["text"], Priority(row["priority"]), row.get("hint", ""))
            for name, row in table["listener"].items()
        },
        Grammar(**table["grammar"]),
        WhyTemplates(**table["why"]),
        table.get("because", {}),
        load_reasons(language),
    )


def _phrase(row: Mapping[str, Any]) -> Phrase:
    return Phrase(
        noun=row["noun"],
        words=tuple(row["words"]),
        alerts={style: row[style.value] for style in Style if style.value in row},
        still=row.get("still", ""),
        ended=row.get("ended", ""),
        pattern=row.get("pattern", ""),
    )
