"""Faults of the voice, each told once.

In: sentences. Out: those that are news. Never does: telling them; keeping more than 16.
"""

from __future__ import annotations

from collections import deque

NOT_STARTED = "The voice could not be started; check it with: espeak-ng hello."
LOST = "The voice stopped and is started again."
HUNG = "The voice did not answer and is started again."

MOST = 16


class Faults:
    """What went wrong, and what of it is still to be told."""

    def __init__(self) -> None:
        self._last: deque[str] = deque(maxlen=MOST)
        self._untold: deque[str] = deque(maxlen=MOST)
        self._known: deque[str] = deque(maxlen=MOST)

    @property
    def last(self) -> tuple[str, ...]:
        """The last ones, oldest first."""
        return tuple(self._last)

    def add(self, sentence: str) -> bool:
        """Remember one; whether it is news: it was not told since something was said."""
        if sentence in self._known:
            return False
        self._known.append(sentence)
        self._last.append(sentence)
        self._untold.append(sentence)
        return True

    def recovered(self) -> None:
        """Something was said; from here on every fault is news again."""
        self._known.clear()

    def next(self) -> str | None:
        """One that was not told yet, oldest first; none where all were."""
        return self._untold.popleft() if self._untold else None
