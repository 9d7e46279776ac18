"""Make any text safe to say.

In: whatever a sentence holds. Out: one short line of plain text. Never does:
passing text to a shell, or changing the words. What an engine could take for markup
becomes a blank.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

MARKUP = "<>[]{}\\^"
"""What one engine or another takes for orders: tags, phonemes, switches."""

LONGEST = 160
"""Characters of one utterance; about ten seconds of speech."""


def plain(text: str) -> str:
    """The text without control characters, on one line, at most 160 characters.

    Formatting characters that nobody sees vanish; every other control character,
    unpaired surrogate or unassigned code becomes a blank. A text that is too long is
    cut after a whole word where there is one.
    """
    # Normalising can lengthen what is too long already; the slice bounds the work.
    normal = unicodedata.normalize("NFC", text[: 16 * LONGEST])
    line = " ".join("".join(map(_visible, normal)).split())
    if len(line) <= LONGEST:
        return line
    head, _, _ = line[: LONGEST + 1].rpartition(" ")
    return head or line[:LONGEST]


def pieces(sentences: Iterable[str]) -> list[str]:
    """Sentences, those that are too long for one utterance cut between words."""
    return [piece for one in sentences for piece in textwrap.wrap(one, LONGEST)]


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category.startswith("C") or character in MARKUP else character


def has_words(text: str) -> bool:
    """Whether there is anything to say; a voice makes no sound of punctuation, or a fault."""
    return any(map(str.isalnum, text))
