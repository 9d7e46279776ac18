"""What was worth saying and was withheld, for "what did I miss?".

In: withheld utterances as they come. Out: one entry per kind of sound, with how often
and when, the most important and then the newest first; bounded whatever comes. Never
does: words, writing to a disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from edge_aac.types import Priority, Utterance

MOST = 64
"""Kinds that are remembered; the least important and oldest makes room."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of thing that was not said."""

    label: str
    """Of the sound that would have been announced; empty for any other sentence."""
    text: str
    """The newest sentence about it."""
    priority: Priority
    """The highest it had."""
    count: int
    last: float
    """When it was withheld last [s]."""


class Missed:
    """A log that counts alike things once each and forgets the least important.

    Parameters
    ----------
    most : int
        How many kinds are remembered.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[str, Entry] = {}
        self.forgotten = 0
        """Entries that had to make room."""

    def add(self, t: float, label: str, utterance: Utterance) -> None:
        """Remember that an utterance was withheld.

        Parameters
        ----------
        t : float
            When [s].
        label : str
            The sound that it announces; empty where it announces none.
        utterance : Utterance
        """
        # Scenes share one entry: only the newest is worth mentioning afterwards.
        scene = not label and utterance.priority is Priority.AMBIENT
        key = label or ("" if scene else utterance.text)
        old = self._kept.pop(key, None)
        entry = Entry(label, utterance.text, utterance.priority, 1, t)
        if old is not None:
            priority = max(old.priority, entry.priority, key=lambda one: one.rank)
            entry = replace(entry, count=old.count + 1, priority=priority)
        self._kept[key] = entry
        if len(self._kept) > self._most:
            least = min(self._kept, key=lambda key: _weight(self._kept[key]))
            del self._kept[least]
            self.forgotten += 1

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._kept.values(), key=_weight, reverse=True))

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget everything: a new quiet time begins."""
        self._kept.clear()
        self.forgotten = 0


def _weight(entry: Entry) -> tuple[int, float]:
    return entry.priority.rank, entry.last
