"""What was said because the listener heard itself, and which alarms it heard beside itself.

In: what was said with the leak and without. Out: utterances that nothing but the leak explains;
shares with their intervals. Never does: hearing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from benchmarks.self_hearing.talk import Talk
from edge_aac.salience.catalogue import Catalogue
from edge_aac.types import Utterance

_NEAR_SECONDS = 30.0
"""An utterance may come so much later or sooner in the other run."""


Heard = Callable[[str, float], bool]
"""Whether the network heard a label without the leak, in the seconds before a time."""


def _nothing(label: str, t: float) -> bool:
    del label, t
    return False


def self_triggered(
    leaked: Talk, without: Talk, catalogue: Catalogue, heard: Heard = _nothing
) -> list[Utterance]:
    """What was said with the leak alone.

    Without the leak either the same words were said within half a minute, or every sound that
    they name was named, or the network heard every sound that set the utterance off; else
    the utterance is the leak's. The last is needed since a bed that holds speech is described
    a little sooner or later, in other words, for any change in the sound before it.
    """
    found = []
    for one in leaked.said:
        near = [other for other in without.said if abs(other.t - one.t) <= _NEAR_SECONDS]
        named = catalogue.mentions(one.text)
        known = frozenset[str]().union(*(catalogue.mentions(other.text) for other in near))
        same = any(other.text == one.text for other in near)
        causes = catalogue.mentions(one.reason)
        there = bool(causes) and all(heard(label, one.t) for label in causes)
        if not (same or there or (named and named <= known)):
            found.append(one)
    return found


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: Sequence[bool]) -> str:
    """A share in words, with n and its interval."""
    low, high = wilson(sum(hits), len(hits))
    return f"{sum(hits)} of {len(hits)} (95 % {low:.1%} to {high:.1%})"
