"""Why something was said, or was not: every rule of the gate, with its sentence.

In: a rule. Out: the second half of the sentence for "why did you say that?", in English; other
languages have theirs in the catalogue.
"""

from __future__ import annotations

from enum import Enum


class Rule(str, Enum):
    """The rules, each with the second half of its sentence."""

    because: str

    def __new__(cls, name: str, because: str) -> Rule:
        """One rule; its value is its name, for logs."""
        rule = str.__new__(cls, name)
        rule._value_ = name
        rule.because = because
        return rule

    # Announcements.
    CRITICAL = "critical", "it may be dangerous, so it is said at once"
    ATTENTION = "attention", "your profile announces it"
    ALLOWED = "allowed", "you asked me to announce it"
    ESCALATED = "escalated", "it is now known more exactly, so it is said at once"
    GOES_ON = "goes_on", "it is a hazard and still goes on"
    ENDED = "ended", "the alarm that was announced is over"
    # Announcements that are not made.
    COOLDOWN = "cooldown", "it was announced a short while ago"
    TALK_BUDGET = "talk_budget", "enough was said in the last hour, and it is not critical"
    SHARE = "share", "this sound was announced often enough in the last hour"
    BLOCKED = "blocked", "you asked me not to announce it"
    NOT_IN_PROFILE = "not_in_profile", "your profile does not announce it"
    REPEATED = "repeated", "this very event was decided before"
    END_NOT_TOLD = "end_not_told", "only the end of an announced alarm is announced"
    INPUT_OVER = "input_over", "the input ended, which does not mean that the sound did"
    # Descriptions.
    NEW_SCENE = "new_scene", "the scene has changed"
    REQUESTED = "requested", "you asked what is around you"
    # Descriptions that are not spoken.
    NO_WORDS = "no_words", "there were no words"
    UNREMARKABLE = "unremarkable", "your settings do not describe a scene for these sounds"
    UNCONFIRMED = "unconfirmed", "it names a danger that was not confirmed"
    TOLD = "told", "an announcement has just said it"
    SAME_SCENE = "same_scene", "it says what was last described"
    HUSH = "hush", "an announcement was made a moment ago"
    TOO_SOON = "too_soon", "the scene was described a short while ago"
    OWN_VOICE = "own_voice", "I was speaking myself"
    BUDGET = "budget", "enough was described in the last hour"
    # The listener itself.
    LISTENER = "listener", "the listener itself has changed"
    # Worth saying, and withheld because the person asked for it.
    QUIET = "quiet", "you asked for quiet, and it is not critical"
    MUTED = "muted", "you muted the listener, and it is no hazard alarm"

    @property
    def withheld(self) -> bool:
        """Whether an announcement was worth saying and gave way to a budget: it was missed."""
        return self in (Rule.TALK_BUDGET, Rule.SHARE)

    @property
    def sentence(self) -> str:
        """The rule alone, as a sentence."""
        return f"{self.because[0].upper()}{self.because[1:]}."
