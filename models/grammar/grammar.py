"""Timelines to sentences.

In: a timeline, a style, a generator. Out: one sentence that somebody who heard it
might say, in the words of `phrases.toml`. Never does: naming what is not in the
timeline, or an order that the onsets do not have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from edge_aac.taxonomy import Taxonomy, load_taxonomy
from edge_aac.types import Style
from models.grammar.chooser import Chooser
from models.grammar.phrases import Entry, Phrases, load_phrases
from models.grammar.selection import Selection, follows, select
from models.grammar.timeline import SceneEvent, Timeline
from models.grammar.vocabulary import count_words, detokenize, tokenize

FAINT_DB = 0.0
"""Under this an event may be named by its kind only."""

SOFT_DB = 3.0
"""Under this an event may be said to sound faintly."""

LOUD_DB = 18.0
"""From this above a background an event may be said to sound loudly."""

_PROGRESSIVE = re.compile(r"\b(is|are) (\w+ )?\w+ing\b")
TRIES = 6
"""Draws before the shortest wording, and then less content, is taken."""


@dataclass(frozen=True)
class Content:
    """How much to say, and in which form."""

    events: int
    beds: int
    """Backgrounds."""
    brief: bool = False
    """Fragments take the place of clauses."""


@dataclass(frozen=True)
class Manner:
    """What sets a style apart."""

    words: int
    """The most words a sentence may have."""
    contents: tuple[Content, ...]
    """Tried in this order; the first that fits is said."""
    fuller: float = 0.0
    """Share of clauses drawn from the long ones."""
    titled: float = 0.0
    """Share of lone sounds said as a noun phrase."""
    modified: float = 0.0
    """Share of levels that are said; of known distances and places twice that."""
    going_on: float = 0.0
    """Share of clauses in the progressive, where there is one: people who describe a
    recording mostly say what is going on."""
    lasting: float = 0.0
    """Share of sounds of the whole time, or of a moment, of which that is said."""


MANNERS = {
    Style.TERSE: Manner(4, (Content(2, 0, True), Content(1, 1, True), Content(1, 0, True))),
    Style.NORMAL: Manner(
        8,
        (
            Content(3, 0, True),
            Content(2, 1),
            Content(2, 0),
            Content(2, 0, True),
            Content(1, 1),
            Content(1, 0),
        ),
        titled=0.1,
        modified=0.3,
    ),
    Style.DETAILED: Manner(
        18,
        tuple(Content(events, beds) for events in (3, 2, 1) for beds in (2, 1, 0)),
        fuller=0.95,
        modified=0.5,
        going_on=0.8,
        lasting=0.4,
    ),
}


class Grammar:
    """Says timelines."""

    def __init__(self, phrases: Phrases | None = None, taxonomy: Taxonomy | None = None) -> None:
        self._phrases = phrases or load_phrases()
        self._taxonomy = taxonomy or load_taxonomy()

    def words(self) -> tuple[str, ...]:
        """Every token a sentence can hold: the closed vocabulary, without the special tokens."""
        return self._phrases.words()

    def describe(self, timeline: Timeline, style: Style, rng: np.random.Generator) -> str:
        """A sentence about a timeline.

        Parameters
        ----------
        timeline : Timeline
            The events in any order; their labels are those of the taxonomy.
        style : Style
            Terse says at most 4 words, normal 8, detailed 18.
        rng : numpy.random.Generator
            Decides between phrasings; the same state gives the same sentence.
        """
        manner = MANNERS[style]
        selection = select(timeline, self._taxonomy)
        if not selection.events:
            # With nothing in front, the background is what there is to say.
            ordered = sorted(selection.beds, key=lambda e: e.onset)
            selection = Selection(tuple(ordered), ())
        if not selection.events:
            return _sentence(Chooser(rng).pick(self._phrases.empty[style.value], 0.7))
        for content in manner.contents:
            # A wish for more events than there are leaves room for the background instead.
            if content.events > max(1, len(selection.events)):
                continue
            said = selection.at_most(content.events, content.beds, self._taxonomy)
            wording = _Wording(self._phrases, manner, timeline.seconds, said, brief=content.brief)
            for chooser in (*(Chooser(rng),) * TRIES, Chooser(None)):
                text = wording.say(chooser)
                if count_words(text) <= manner.words:
                    return _sentence(text)
        raise AssertionError("Every label has a fragment that fits the shortest style.")


class _Wording:
    """One content, ready to be worded."""

    def __init__(
        self,
        phrases: Phrases,
        manner: Manner,
        seconds: float,
        content: Selection,
        *,
        brief: bool,
    ) -> None:
        self._phrases = phrases
        self._manner = manner
        self._seconds = seconds
        self._events = content.events
        self._beds = content.beds
        self._brief = brief

    def say(self, chooser: Chooser) -> str:
        """A wording, of any length."""
        entries = self._entries(chooser)
        if len(self._events) == 1:
            return self._alone(self._events[0], entries[0], chooser)
        table = self._phrases.brief if self._brief else self._phrases.join
        pairs = zip(self._events[:-1], self._events[1:], strict=True)
        key = "_".join("then" if follows(b, a) else "while" for a, b in pairs)
        pieces = {
            str(i + 1): self._piece(event, entry, chooser)
            for i, (event, entry) in enumerate(zip(self._events, entries, strict=True))
        }
        pieces["noun"] = chooser.pick(entries[-1].nouns)
        said = _fill(chooser.pick(table[key], 0.7), pieces)
        if not self._beds:
            return said
        return _fill(chooser.pick(table["behind"], 0.7), {"1": said, "bed": self._bed(chooser)})

    def _alone(self, event: SceneEvent, entry: Entry, chooser: Chooser) -> str:
        if self._brief:
            said = chooser.pick(entry.terse)
            if not self._beds:
                return said
            pieces = {"1": said, "bed": self._bed(chooser, brief=True)}
            return _fill(chooser.pick(self._phrases.brief["behind"]), pieces)
        noun = chooser.pick(entry.nouns)
        if self._beds:
            pieces = {"bed": self._bed(chooser), "noun": noun}
            if chooser.chance(0.2):
                return _fill(chooser.pick(self._phrases.join["beside"]), pieces)
            pieces["1"] = self._piece(event, entry, chooser)
            return _fill(chooser.pick(self._phrases.join["behind"], 0.7), pieces)
        if chooser.chance(self._manner.titled):
            return self._title(entry, chooser)
        return self._piece(event, entry, chooser)

    def _title(self, entry: Entry, chooser: Chooser) -> str:
        """A lone sound as a noun phrase."""
        usual = entry.nouns[0]
        if "sound" not in usual and chooser.chance(0.6):
            return _fill(chooser.pick(self._phrases.join["sound"]), {"noun": usual})
        return chooser.pick(entry.nouns)

    def _entries(self, chooser: Chooser) -> list[Entry]:
        """The words of each event: its own, or its kind's where it is faint or unsure."""
        entries: list[Entry] = []
        kinds: set[str] = set()
        for event in self._events:
            entry = self._phrases.labels[event.label]
            below = FAINT_DB - event.level_db if event.role == "event" else 0.0
            kind = entry.general
            faint = below > 0 and chooser.chance(min(0.85, 0.45 + 0.08 * below))
            vague = event.unsure or faint
            if vague and kind is not None and kind not in kinds:
                kinds.add(kind)
                entry = self._phrases.kinds[kind]
            entries.append(entry)
        return entries

    def _bed(self, chooser: Chooser, *, brief: bool = False) -> str:
        said = []
        for event in self._beds:
            entry = self._phrases.labels[event.label]
            said.append(chooser.pick(entry.terse if brief else entry.nouns))
        return " and ".join(said)

    def _piece(self, event: SceneEvent, entry: Entry, chooser: Chooser) -> str:
        if self._brief:
            return chooser.pick(entry.terse)
        count = self._times(event, entry, chooser)
        # Beside others a full clause would crowd the sentence.
        fuller = self._manner.fuller * (1.0 if len(self._events) == 1 else 0.6)
        if count is None and entry.long and chooser.chance(fuller):
            clause = chooser.pick(self._going_on(entry.long, chooser), 0.7)
            modifier = self._modifier(event, entry, chooser, counted=True)
            return f"{clause} {modifier}" if modifier and len(self._events) == 1 else clause
        # Beside others each sound keeps to its usual words, or no sentence would be usual.
        clauses = self._going_on(entry.clauses, chooser)
        clause = count or chooser.pick(clauses, 0.75 if len(self._events) == 1 else 0.85)
        modifier = self._modifier(event, entry, chooser, counted=count is not None)
        return f"{clause} {modifier}" if modifier else clause

    def _going_on(self, clauses: tuple[str, ...], chooser: Chooser) -> tuple[str, ...]:
        """Mostly those in the progressive, where there are any and the style prefers them."""
        if not chooser.chance(self._manner.going_on):
            return clauses
        return tuple(c for c in clauses if _PROGRESSIVE.search(c)) or clauses

    def _times(self, event: SceneEvent, entry: Entry, chooser: Chooser) -> str | None:
        """A clause that says how often, where that is known and can be said."""
        if event.count is None or event.count < 1 or not entry.counted:
            return None
        # A single bark goes without saying more often than not.
        if not chooser.chance(0.06 if event.count == 1 else 0.85):
            return None
        say = self._phrases.say
        times = say[("once", "twice", "thrice", "often")[min(event.count, 4) - 1]]
        number = say[("two", "two", "three", "several")[min(event.count, 4) - 1]]
        clauses = [c for c in entry.counted if event.count > 1 or "{number}" not in c]
        if not clauses:
            return None
        pieces = {"times": chooser.pick(times, 0.7), "number": chooser.pick(number)}
        return _fill(chooser.pick(clauses), pieces)

    def _modifier(
        self, event: SceneEvent, entry: Entry, chooser: Chooser, *, counted: bool
    ) -> str | None:
        """Where, how loud or how long: at most one of them."""
        share = self._manner.modified
        fits: list[tuple[str | None, float]] = [
            (event.distance, 2 * share),
            (event.place, 2 * share),
        ]
        if event.role == "event" and entry.adverbs:
            if event.level_db < SOFT_DB:
                fits.append(("faint", share))
            elif event.level_db >= LOUD_DB and self._beds:
                fits.append(("loud", share / 2))
        if self._manner.lasting and not counted and len(self._events) == 1:
            lasted = event.end - event.onset
            if lasted >= 0.9 * self._seconds and self._seconds >= 4.0:
                fits.append(("lasting", self._manner.lasting))
            elif lasted < 1.0:
                fits.append(("short", self._manner.lasting / 2))
        for key, chance in fits:
            if key is not None and chooser.chance(chance):
                return chooser.pick(self._phrases.say[key])
        return None


def _fill(template: str, pieces: dict[str, str]) -> str:
    for name, said in pieces.items():
        template = template.replace(f"{{{name}}}", said)
    return template


def _sentence(text: str) -> str:
    return detokenize([*tokenize(text), "."])
