"""A device's number where its name is wanted.

In: a value of a settings file. Out: the same, or the number as text.
"""

from __future__ import annotations

MOST = 9_999
"""No system counts so many devices."""


def as_name(value: object) -> object:
    """A whole number, 0 or more, as the text that names the device; else what was given."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return str(value)
    return value
