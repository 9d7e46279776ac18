"""Orders that were decided and not sent yet.

In: decisions. Out: the orders that are left of them. Never does: growing; what was cut
off before the voice heard of it is not begun at all.
"""

from __future__ import annotations

from edge_aac.speech.messages import Manner, Order, OrderKind
from edge_aac.speech.queue.queue_state import Act, Item
from edge_aac.speech.text import plain


class Outbox:
    """At most one order of each kind."""

    def __init__(self) -> None:
        self._adjust: Order | None = None
        self._stop: int | None = None
        self._stop_after_group: int | None = None
        self._start: Item | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to send."""
        return (self._adjust, self._stop, self._stop_after_group, self._start) == (
            None,
            None,
            None,
            None,
        )

    @property
    def starts(self) -> bool:
        """Whether the voice has not received yet what is being said."""
        return self._start is not None

    def add(self, act: Act) -> None:
        """Take a decision."""
        if act.stop is not None:
            self._stop, self._stop_after_group, self._start = act.stop, None, None
        if act.stop_after_group is not None:
            self._stop_after_group = act.stop_after_group
        if act.start is not None:
            self._start = act.start

    def adjust(self, manner: Manner) -> None:
        """Take a change of rate or volume."""
        self._adjust = Order(OrderKind.ADJUST, rate=manner.rate, volume=manner.volume)

    def forget(self) -> None:
        """The voice is gone, and with it whatever it was to do."""
        self._stop = self._stop_after_group = self._start = None

    def take(self) -> tuple[Order, ...]:
        """All of it, in the order in which it is to be sent."""
        stop = () if self._stop is None else (Order(OrderKind.STOP, self._stop),)
        start = () if self._start is None else (_say(self._start),)
        stop_after_group = (
            ()
            if self._stop_after_group is None
            else (Order(OrderKind.STOP_AFTER_GROUP, self._stop_after_group),)
        )
        adjust = () if self._adjust is None else (self._adjust,)
        self._adjust = None
        self.forget()
        return (*adjust, *stop, *start, *stop_after_group)


def _say(item: Item) -> Order:
    text = "" if item.brief else plain(item.utterance.text)
    earcon = item.earcon.value if item.earcon else ""
    return Order(OrderKind.SAY, item.id, text, earcon, priority=item.priority.value)
