"""Orders between the thread that reads them and the one that works them off.

In: orders, as they come. Out: the next one to work off; what must not wait (stop, cede,
volume) is seen at once, in the middle of a word. Never does: I/O.
"""

from __future__ import annotations

import queue

from edge_aac.speech.earcon import Earcon
from edge_aac.speech.messages import Order, OrderKind

_LAST = 1 << 62
"""No utterance has so high an id."""


class OrderQueue:
    """What the voice was ordered and has not done yet."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._stopped = 0.0
        self._stopping_after_group = 0.0
        self.volume: float | None = None
        """The gain that was last asked for."""

    def put(self, order: Order | None) -> None:
        """Take an order, from any thread; none at the end of the input."""
        if order is None:
            self._stopped = float("inf")
            self._orders.put(None)
        elif order.kind is OrderKind.STOP:
            self._stopped = max(self._stopped, order.id)
        elif order.kind is OrderKind.STOP_AFTER_GROUP:
            self._stopping_after_group = max(self._stopping_after_group, order.id)
        else:
            if order.volume >= 0.0:
                self.volume = order.volume
            self._orders.put(order)

    def close(self, farewell: str = "") -> None:
        """The input is over: whatever is being said stops; one last thing is said, or nothing."""
        if farewell:
            self._stopped = _LAST - 1
            self._orders.put(Order(OrderKind.SAY, _LAST, farewell, Earcon.TROUBLE.value))
            self._orders.put(None)
        else:
            self.put(None)

    def next(self, timeout: float) -> Order | None:
        """The next order, or none at the end of the input.

        Parameters
        ----------
        timeout : float
            Longest wait [s].

        Raises
        ------
        queue.Empty
            There is no order.
        """
        return self._orders.get(timeout > 0.0, timeout)

    def wanted(self, id: int) -> bool:
        """Whether an utterance is to go on."""
        return id > self._stopped

    def stops_after_group(self, id: int) -> bool:
        """Whether an utterance is to end with its word group."""
        return id <= self._stopping_after_group
