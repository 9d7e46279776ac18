"""Who speaks next: the voice that was ready to take over, or a new one.

In: how to start a voice. Out: a voice that has the texts which an alarm may need, and a signal
where there is none. Never does: deciding what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from edge_aac.speech.messages import Manner, Order, OrderKind
from edge_aac.speech.speaker.heartbeat import Limits
from edge_aac.speech.speaker.standby import Standby
from edge_aac.speech.speaker.stopgap import Signal, Stopgap
from edge_aac.speech.speaker.voice_process import Launch, Link, Process, Receive, prepared
from edge_aac.speech.synthesis.prerendered import MOST_TEXTS


class VoicePool:
    """At most one voice that speaks and one that sleeps.

    Parameters
    ----------
    manner : callable
        How to speak, when a voice is started.
    limits : Limits
    texts : sequence of str
        What each has ready, as many as fit.
    standby : bool
        Whether one sleeps beside the one that speaks.
    launch, second : callable, optional
        Start the voice, and one that sleeps beside it; child processes without the first.
    signal : Signal, optional
        Gives the signal of a hazard where no voice can.
    """

    def __init__(
        self,
        manner: Callable[[], Manner],
        limits: Limits,
        texts: Sequence[str],
        standby: bool,
        launch: Launch | None = None,
        second: Launch | None = None,
        signal: Signal | None = None,
    ) -> None:
        self._manner = manner
        self._texts = tuple(dict.fromkeys(texts))[:MOST_TEXTS]
        self._launch = launch or self._first
        second = self._second if launch is None else second
        self.stopgap = Stopgap(signal, lambda: manner().volume)
        self.standby = Standby(second if standby else None, limits)

    def next(self, now: float, receive: Receive) -> tuple[Link, bool]:
        """A voice that replies there, and whether it was woken.

        Raises
        ------
        OSError, RuntimeError
            There is no process, or no thread that reads it.
        """
        woken = self.standby.take(now, receive)
        if woken is not None:
            return woken, True
        return prepared(self._launch(receive), self._texts), False

    def send(self, link: Link, orders: Iterable[Order]) -> None:
        """Give orders to the voice that speaks, and those for both to the one that sleeps."""
        for order in orders:
            link.send(order)
            if order.kind is OrderKind.ADJUST:
                self.standby.send(order)

    def _first(self, receive: Receive) -> Link:
        return Process(self._manner(), receive)

    def _second(self, receive: Receive) -> Link:
        return prepared(Process(replace(self._manner(), asleep=True), receive), self._texts)
