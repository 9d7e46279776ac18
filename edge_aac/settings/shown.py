"""A value or a name from a settings file or a flag, as part of a sentence.

In: anything that TOML can hold. Out: one short line.
"""

from __future__ import annotations

from typing import Any

from edge_aac.printable import visible

LONGEST = 40
"""Characters of a value in a sentence."""


def shown(value: Any, longest: int = LONGEST) -> str:
    """The value in so many characters, with what nobody sees written out."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = str(value)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        return "so long a number"
    except RecursionError:
        return "so deep a list"
    return visible(" ".join(text.split()), longest)
