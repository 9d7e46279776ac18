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


def decode(data: bytes) -> str:
    """The text that these bytes are.

    Raises
    ------
    UnicodeDecodeError
        They are no text.
    """
    return data.decode(encoding(data))


def encoding(data: bytes) -> str:
    """The name of the encoding, as Python knows it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    # TOML begins with an ASCII character: a bracket, a letter, a number sign, a blank.
    if data[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\0" and data[1:2] else "utf-8"
