"""What happened, as a person would sum it up: hazards first, at most sixty words.

In: what the journal or a recording holds of a stretch of time. Out: one or two sentences. Every
kind of hazard is named, however little room there is; of the rest, what mattered or lasted most.
Nothing is said that did not stand in the entries. Never does: reading files or clocks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from edge_aac.journal.entries import Happened
from edge_aac.types import Priority

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_WORDS = 60
"""A person listens to half a minute."""
LONG_SECONDS = 5.0
"""Whoever asks wants to know how long a sound lasted, if it lasted so long."""
LEAST_AMBIENT_SECONDS = 60.0
"""Altogether; what only colours the scene, and shortly, is not worth a word afterwards."""
MOST_AMBIENT = 3
_WHOLE = 0.95
"""Who listened for less of the time than this says so."""
_FEW = 2


@dataclass(frozen=True)
class DigestWords:
    """The words of a digest, in one language."""

    table: Mapping[str, str]
    noun: Callable[[str], str]
    """A label as a person calls it."""
    length: Callable[[float], str]
    """A length of time in words."""
    times: Callable[[int], str]
    """How often, in words."""
    number: Callable[[int], str]
    clock: Callable[[float], str]
    """A moment as a person reads it off a clock."""

    def form(self, name: str, **values: object) -> str:
        """One of the patterns, filled."""
        return self.table[name].format(**values)


def load_digest(language: str) -> Mapping[str, str]:
    """The patterns of a language that has a catalogue of phrases."""
    name = f"digest.{language}.toml"
    text = files("edge_aac.journal").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def digest(
    sounds: Iterable[Happened],
    words: DigestWords,
    since: float | None,
    listened: float = 1.0,
    length: float = 0.0,
) -> str:
    """Sum a stretch of time up.

    Parameters
    ----------
    sounds : iterable of Happened
    words : DigestWords
    since : float or None
        When the stretch began; None for a recording, whose beginning is no time of day.
    listened : float
        For which part of the time a listener heard, 0..1.
    length : float
        How long the stretch is [s].
    """
    kinds = _kinds(sounds)
    hazards = [one for one in kinds if one[0].priority is Priority.CRITICAL]
    others = [one for one in kinds if one[0].priority is Priority.ATTENTION]
    scenes = sorted(
        (one for one in kinds if one[0].priority is Priority.AMBIENT),
        key=lambda some: -_total(some),
    )
    scenes = [some for some in scenes if _total(some) >= LEAST_AMBIENT_SECONDS][:MOST_AMBIENT]
    tail = ""
    if listened < _WHOLE:
        part, whole = words.length(listened * length), words.length(length)
        tail = " " + words.form("listened", part=part, whole=whole)

    def whole_text(parts: Sequence[str]) -> str:
        what = "; ".join(parts) or words.form("nothing")
        if since is None:
            return f"{what[:1].upper()}{what[1:]}.{tail}"
        return words.form("since", clock=words.clock(since), what=what) + tail

    # Room for every hazard's name comes first, and for a word of what is left out; then how it was.
    parts = [words.noun(some[0].label) for some in hazards]
    rest = [words.form("more", count=words.number(99))] if others or scenes else []
    for at, some in enumerate(hazards):
        fuller = [*parts[:at], _announced(some, words), *parts[at + 1 :]]
        parts = fuller if _fits(whole_text([*fuller, *rest])) else parts
    left = 0
    for some in [*others, *scenes]:
        ambient = some[0].priority is Priority.AMBIENT
        more = _lasted(some, words) if ambient else _announced(some, words)
        if _fits(whole_text([*parts, more, *rest])):
            parts.append(more)
        else:
            left += 1
    if left:
        parts.append(words.form("more" if left > 1 else "more_one", count=words.number(left)))
    return whole_text(parts)


def counts(sounds: Iterable[Happened]) -> dict[str, int]:
    """How often each label was detected."""
    return {some[0].label: len(some) for some in _kinds(sounds)}


def heard_part(stretches: Iterable[tuple[float, float]], since: float, until: float) -> float:
    """For which part of a time a listener heard, 0..1; stretches may overlap."""
    if until <= since:
        return 1.0
    total, reached = 0.0, since
    for start, end in sorted(stretches):
        begin, last = max(start, reached), min(end, until)
        if last > begin:
            total, reached = total + last - begin, last
    return total / (until - since)


def _kinds(sounds: Iterable[Happened]) -> list[list[Happened]]:
    """Sounds by label, each in order of time; the kinds in order of their first."""
    kinds: dict[str, list[Happened]] = {}
    for one in sorted(sounds, key=lambda one: one.start):
        kinds.setdefault(one.label, []).append(one)
    return list(kinds.values())


def _total(some: Sequence[Happened]) -> float:
    return sum(max(0.0, one.end - one.start) for one in some)


def _announced(some: Sequence[Happened], words: DigestWords) -> str:
    """As: a smoke alarm at 3:02 for twelve seconds; a dog five times, last at 2:14."""
    noun, last = words.noun(some[0].label), words.clock(some[-1].start)
    if len(some) == 1:
        lasted = some[0].end - some[0].start
        if lasted < LONG_SECONDS:
            return words.form("once", noun=noun, clock=last)
        return words.form("lasting", noun=noun, clock=last, length=words.length(lasted))
    if len(some) == _FEW:
        return words.form("twice", noun=noun, first=words.clock(some[0].start), last=last)
    return words.form("often", noun=noun, times=words.times(len(some)), last=last)


def _lasted(some: Sequence[Happened], words: DigestWords) -> str:
    return words.form("ambient", noun=words.noun(some[0].label), length=words.length(_total(some)))


def _fits(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS
