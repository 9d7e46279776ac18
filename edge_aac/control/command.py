"""What a person asks of the listener, as one short line of words.

In: a line such as ``quiet 30m``. Out: a frozen `Command`, or one sentence that says
what is wrong with it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from edge_aac.errors import EdgeAacError
from edge_aac.printable import visible
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.salience.quiet_and_mute import LONGEST_SECONDS
from edge_aac.types import Verb

QUIET_SECONDS = 30 * 60.0
"""A quiet time whose length nobody says."""
LONGEST_LINE = 128
"""Characters of a command; the longest that means something has 12."""
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"([0-9]{1,6})([smh]?)")
_SHOWN = 20
_AS = "as"
"""Comes between a sound's name and what it is one of."""

MEANINGS: dict[Verb, str] = {
    Verb.NOW: "describe what is around, at once",
    Verb.REPEAT: "say the last utterance again",
    Verb.WHY: "explain the last utterance",
    Verb.MISSED: "name what was held back while it was quiet or muted",
    Verb.QUIET: "say only what is critical, for 30m, or so long: 90s, 30m, 2h; at most 12h",
    Verb.MUTE: "say only hazard alarms, until unmute; a smoke alarm always gets through",
    Verb.UNMUTE: "announce everything again; ends a quiet time, too",
    Verb.LOUDER: "speak louder",
    Verb.SOFTER: "speak more softly",
    Verb.SLOWER: "speak more slowly",
    Verb.FASTER: "speak faster",
    Verb.STATUS: "report how the listener is",
    Verb.HEARD: "report how loud it is, and which sounds are likeliest just now",
    Verb.TEACH: "teach NAME: say when to ring, and learn that sound; teach NAME as doorbell makes "
    "it one of the doorbells",
    Verb.THAT: "that was NAME: learn a sound from what was just heard; the third time it knows it",
}
"""What each verb does."""


class CommandError(EdgeAacError):
    """The words are no command."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing asked for."""

    verb: Verb
    seconds: float = QUIET_SECONDS
    """How long it shall be quiet; of no meaning to other verbs."""
    name: str = ""
    """Of the sound that is to be learnt, as a person writes it."""
    group: str = ""
    """What that sound is one of; empty for a sound of its own."""


def parse_command(line: str) -> Command:
    """The command that a line holds.

    Raises
    ------
    CommandError
        It holds none; the sentence says what would be one.
    """
    if len(line) > LONGEST_LINE:
        raise CommandError(Reason.of(Why.TOO_LONG, hint=_all()))
    first, *rest = line.split() or [""]
    try:
        verb = Verb(first.lower())
    except ValueError:
        raise CommandError(_unknown(first)) from None
    if verb.names_sound:
        return _naming(verb, rest)
    if not rest:
        return Command(verb)
    if verb is not Verb.QUIET or len(rest) > 1:
        why = Why.TAKES_LENGTH if verb is Verb.QUIET else Why.TAKES_NOTHING
        raise CommandError(Reason.of(why, verb=verb.value.capitalize()))
    return Command(verb, parse_duration(rest[0]))


def _naming(verb: Verb, rest: list[str]) -> Command:
    """`teach NAME`, `that was NAME`; either may end in `as LABEL`."""
    words = rest[1:] if verb is Verb.THAT and [one.lower() for one in rest[:1]] == ["was"] else rest
    lower = [one.lower() for one in words]
    at = len(lower) - 1 - lower[::-1].index(_AS) if _AS in lower else len(words)
    name, group = " ".join(words[:at]), " ".join(words[at + 1 :])
    if not name or (at < len(words) and not group):
        example = "that was" if verb is Verb.THAT else verb.value
        raise CommandError(Reason.of(Why.TAKES_NAME, verb=example, group=f"{_AS} doorbell"))
    return Command(verb, name=_plain(name, LONGEST_LINE), group=_plain(group, LONGEST_LINE))


def parse_duration(text: str) -> float:
    """Seconds in a length of time: ``90s``, ``30m``, ``2h``; a bare number is minutes.

    Raises
    ------
    CommandError
        It is none, or longer than 12 hours.
    """
    match = _DURATION.fullmatch(text.lower())
    seconds = int(match[1]) * _UNITS[match[2] or "m"] if match else 0.0
    if not 0.0 < seconds <= LONGEST_SECONDS:
        raise CommandError(Reason.of(Why.NO_LENGTH, text=_plain(text)))
    return seconds


def _unknown(word: str) -> Reason:
    near = difflib.get_close_matches(word.lower()[:_SHOWN], [verb.value for verb in Verb], n=1)
    hint = Reason.of(Why.NEAREST, near=near[0]) if near else _all()
    if not word:
        return Reason.of(Why.NO_COMMAND, hint=hint)
    return Reason.of(Why.UNKNOWN_COMMAND, word=_plain(word), hint=hint)


def _all() -> Reason:
    return Reason.of(Why.ALL, verbs=", ".join(verb.value for verb in Verb))


def _plain(text: str, most: int = _SHOWN) -> str:
    """Foreign words, short and fit to be printed and spoken."""
    return visible(text, most)
