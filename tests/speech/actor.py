"""A voice whose replies are the test's."""

from __future__ import annotations

from edge_aac.speech.messages import Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.speaker.voice_process import Receive


class Actor:
    """Takes orders, and tells what it is told to tell."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.orders: list[Order] = []
        self.ended = False

    def send(self, order: Order) -> None:
        self.orders.append(order)

    def end(self, grace: float) -> int | None:  # noqa: ARG002
        self.ended = True
        return 0

    def runnable(self) -> bool:
        return False

    def said(self) -> list[str]:
        return [order.text for order in self.orders if order.kind is OrderKind.SAY]

    def reply(self, kind: str, text: str = "") -> None:
        """Tell about the latest order to say something."""
        says = [order.id for order in self.orders if order.kind is OrderKind.SAY]
        self.receive(Reply(ReplyKind(kind), says[-1] if says else 0, text))
