"""The newest decisions of the gate, for "why did you say that?".

In: decisions as they are made. Out: the same, newest last, at most so many. Never does:
writing to a disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from edge_aac.types import Decision

MOST = 256


class Decisions:
    """A log that forgets its oldest.

    Parameters
    ----------
    most : int
        How many are remembered.
    """

    def __init__(self, most: int = MOST) -> None:
        self._kept: deque[Decision] = deque(maxlen=most)

    def add(self, decision: Decision) -> None:
        """Remember one more."""
        self._kept.append(decision)

    def __iter__(self) -> Iterator[Decision]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def last_said(self) -> Decision | None:
        """The newest decision to speak."""
        return next((one for one in reversed(self._kept) if one.spoken), None)
