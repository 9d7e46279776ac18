r"""A sentence as one line that is safe to print, whatever names stand in it.

In: text with names of files, devices and programs in it, which others chose. Out: the same
on one line, without what a terminal obeys or what turns the order of the letters around;
each of these is written out (``\x1b``, ``\n``, ``\u202e``).
"""

from __future__ import annotations

import unicodedata

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories: control, format (with the bidirectional overrides), half of a surrogate
pair, line and paragraph separator."""
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that Persian and Hindi spelling needs, and that move nothing."""

_TRACELESS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode categories: control, format, and separators."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols without any ink."""

_LAST_OF_FOUR = 0xFFFF
"""The last character that four hexadecimal digits write."""


def printable(text: str) -> str:
    """The text on one line, with what is not safe to print written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(one) if _unsafe(one) else one for one in text)


def encodable(text: str) -> str:
    """The text with nothing changed but what no encoding has: a name's bytes that are no text."""
    if text.isascii():
        return text
    return "".join(_written_out(o) if unicodedata.category(o) == "Cs" else o for o in text)


def visible(text: str, longest: int) -> str:
    """The beginning of a text on one line, with all that nobody sees written out; blanks stay.

    Parameters
    ----------
    text : str
    longest : int
        Most characters; three dots follow where the text goes on.
    """
    shown = ""
    for one in text:
        seen = one == " " or (one.isprintable() and not leaves_no_trace(one))
        more = one if seen else _written_out(one)
        if len(shown) + len(more) > longest:
            return shown + "..."
        shown += more
    return shown


def leaves_no_trace(one: str) -> bool:
    """Whether a character, such as a blank, leaves no ink on paper."""
    return unicodedata.category(one) in _TRACELESS or one in _BLANK


def _unsafe(one: str) -> bool:
    return unicodedata.category(one) in _UNSAFE and one not in _JOINERS


def _written_out(one: str) -> str:
    """As Python reads it; beyond ASCII also as a settings file does."""
    code = ord(one)
    if one.isascii() and one != "\x7f":
        return one.encode("unicode_escape").decode("ascii")
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR else f"\\U{code:08x}"
