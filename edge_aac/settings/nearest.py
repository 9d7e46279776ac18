"""The right name that a wrong one was probably meant to be.

In: a name, and those that are known. Out: a sentence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LIKENESS = 0.5
"""From 0 to 1: names that are less alike are not suggested."""


def is_near(name: str, known: Iterable[str]) -> bool:
    """Whether one of these is like the name."""
    return bool(_near(name, known))


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """A question about the nearest of them, or where all of them are listed.

    Parameters
    ----------
    name : str
        As a person wrote it.
    known : iterable of str
        The right ones.
    prefix : str
        Stands before each of them.
    """
    near = _near(name, known)
    if not near:
        return "`edge-aac settings` lists the right names."
    return f"Did you mean {prefix}{near[0]}?"


def _near(name: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(name, list(known), n=1, cutoff=_LIKENESS)
