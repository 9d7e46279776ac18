"""Characters that nobody sees, which come along when text is copied from a page or a chat.

In: a text. Out: the first such character, its name and its place. Never does: removing it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from edge_aac.printable import leaves_no_trace

_WRITTEN = frozenset(" \t\r\n")
"""What separates words and lines in a file."""
_PLACE = re.compile(r"\(at line (?P<line>\d+), column \d+\)")
"""How the reader of TOML says where it stopped."""


@dataclass(frozen=True, slots=True)
class Invisible:
    """One character that is not seen."""

    character: str
    index: int
    """Characters before it."""

    @property
    def place(self) -> str:
        """Where it stands, as a part of a sentence."""
        return f"as character {self.index + 1}"

    def __str__(self) -> str:
        name = unicodedata.name(self.character, "control character")
        return f"an invisible character, {name} (U+{ord(self.character):04X})"


def is_invisible(character: str) -> bool:
    """Whether a character leaves no trace on paper and is no ordinary white space."""
    return character not in _WRITTEN and leaves_no_trace(character)


def first(text: str, wanted: Callable[[str], bool] = is_invisible) -> Invisible | None:
    """The first invisible character of a text."""
    return next((Invisible(one, at) for at, one in enumerate(text) if wanted(one)), None)


def at_the_ends(text: str) -> Invisible | None:
    """An invisible character that begins or ends a text; inside, a name may need one."""
    for index in (0, len(text) - 1):
        if text and is_invisible(text[index]):
            return Invisible(text[index], index)
    return None


def in_line(text: str, fault: str) -> str | None:
    """Which invisible character stands in the line where the reading of TOML failed.

    Parameters
    ----------
    text : str
        The whole file.
    fault : str
        What the reader of TOML said.

    Returns
    -------
    str or None
        The character and its place, as the middle of a sentence.
    """
    place = _PLACE.search(fault)
    if place is None:
        return None
    number = int(place["line"])
    found = first(text.split("\n")[number - 1])
    return None if found is None else f"{found}, at line {number}, column {found.index + 1}"
