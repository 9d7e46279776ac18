"""The text of a settings file, as editors of several systems save it.

In: bytes. Out: the text. A byte order mark is read over; UTF-16 and UTF-32 are known by
theirs, and UTF-16 without one by its zeros. Everything else is UTF-8, as TOML wants it.
"""

from __future__ import annotations

import codecs

_MARKS = (
    # The mark of UTF-32 begins as that of UTF-16 does, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)


class NotText(ValueError):
    """The bytes are no text; ``str(error)`` says why, as a part of a sentence."""


def decode(data: bytes) -> str:
    """The text that these bytes are.

    Raises
    ------
    NotText
        They are none.
    """
    name = encoding(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise NotText(_reason(name, error)) from None


def _reason(name: str, error: UnicodeDecodeError) -> str:
    if not name.startswith("utf-8"):
        return f"it begins as {name[:6].upper()} does and does not go on so"
    # A byte order mark is not counted by the error, nor is it in its bytes.
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode()) + 1
    return f"byte {error.object[error.start]:#04x} at line {line}, column {column} is not UTF-8"


def encoding(data: bytes) -> str:
    """The name of the encoding, as Python knows it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    # TOML begins with an ASCII character: a bracket, a letter, a number sign, a blank.
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" and data[1:2] else "utf-8"
