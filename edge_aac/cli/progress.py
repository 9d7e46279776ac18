"""How far long work at a desk is, for a person at a terminal.

In: outcomes as they come. Out: the same. Nothing is shown where standard error is no terminal, or
where tqdm is not installed. Never does: printing a line of the program's own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")


def progress(items: Iterable[Item], unit: str = "recording") -> Iterable[Item]:
    """The items, counted on a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return items
    try:
        from tqdm import tqdm
    except ImportError:
        return items
    counted: Iterable[Item] = tqdm(items, unit=unit, dynamic_ncols=True, ascii=True)
    return counted
