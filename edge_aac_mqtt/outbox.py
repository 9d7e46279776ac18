"""Messages that wait for the broker; bounded.

In: messages, from the thread that reads lines. Out: the oldest, to the thread that sends. Where it
is full, descriptions of scenes go first, the oldest of them, and then the oldest of all. Never
does: letting whoever puts something in wait, since behind it the listener would wait.
"""

from __future__ import annotations

import threading
from collections import deque

from edge_aac_mqtt.message import Message

MOST = 10_000
"""Some hours of a lively house, in about 5 MB."""


class Outbox:
    """A queue with one reader.

    Parameters
    ----------
    most : int
        Messages that are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: deque[Message] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self.lost = 0
        """Messages that were given up, because there was no room."""

    def __len__(self) -> int:
        with self._changed:
            return len(self._waiting)

    @property
    def done(self) -> bool:
        """Whether everything is out, and nothing more will come."""
        with self._changed:
            return self._closed and not self._waiting

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        with self._changed:
            return self._closed

    def put(self, message: Message) -> None:
        """Add a message."""
        with self._changed:
            if len(self._waiting) >= self._most:
                self._give_up_one()
            self._waiting.append(message)
            self._changed.notify_all()

    def first(self, seconds: float) -> Message | None:
        """The oldest, which stays; None where none comes in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed, seconds)
            return self._waiting[0] if self._waiting else None

    def drop(self, message: Message) -> None:
        """Take the oldest out, where it still is this one."""
        with self._changed:
            if self._waiting and self._waiting[0] is message:
                self._waiting.popleft()

    def close(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _give_up_one(self) -> None:
        self.lost += 1
        for at, one in enumerate(self._waiting):
            if not one.lasting:
                del self._waiting[at]
                return
        self._waiting.popleft()
