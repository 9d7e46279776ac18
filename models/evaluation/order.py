"""The order in which a sentence says that sounds came.

In: a sentence and the places of its mentions. Out: a rank per mention; equal ranks are
said to sound together, or in no stated order. Never does: the truth.

"A then B", "A before B", "A, followed by B", "A, afterwards B", "A until B" say A first;
"A after B", "A preceded by B" say B first, and so do "after B, A" and the like; "while",
"as", "and", "over", "with" and a mere comma say no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.grammar import tokenize

ONWARD = frozenset(
    {"then", "before", "followed", "afterwards", "next", "later", "finally", "until"}
)
POINTING = frozenset({"which", "that", "this"})
""""A, after which B": what follows "after" points back to A."""


def told_ranks(text: str, places: Sequence[int]) -> tuple[int, ...]:
    """When each mention is said to sound, as ranks.

    Parameters
    ----------
    text : str
    places : sequence of int
        Index of each mention's first token, ascending.

    Returns
    -------
    tuple of int, one per mention
        The lower came first; equal: together, or no order is stated.
    """
    if not places:
        return ()
    tokens = tokenize(text)
    ranks = [0]
    lead = _leading(tokens[: places[0]])
    for place, (start, end) in enumerate(pairwise(places)):
        step = _step(tokens[start:end])
        if step == 0 and place == 0:
            step = lead
        ranks.append(ranks[-1] + step)
    return tuple(ranks)


def _leading(tokens: list[str]) -> int:
    """What a sentence's first word says of its first two mentions."""
    return {"after": 1, "before": -1}.get(tokens[0], 0) if tokens else 0


def _step(between: list[str]) -> int:
    """From one mention to the next: onward (1), back (-1) or neither (0)."""
    for at, token in enumerate(between):
        if token == "after":
            return 1 if between[at + 1 : at + 2] and between[at + 1] in POINTING else -1
        if token == "preceded":
            return -1
        if token in ONWARD:
            return 1
    return 0
