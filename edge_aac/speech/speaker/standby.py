"""A second voice that sleeps, ready to take over from the first.

In: the time. Out: a voice that speaks within a tenth of a second, where there is one.
Starting a process, loading its voice and rendering what an alarm may need takes seconds,
and a hazard does not wait. Never does: having more than one; sound.
"""

from __future__ import annotations

import threading

from edge_aac.speech.messages import Order, OrderKind, Reply, ReplyKind
from edge_aac.speech.speaker.heartbeat import Heartbeat, Limits
from edge_aac.speech.speaker.voice_process import Launch, Link, Receive


class Standby:
    """At most one voice beside the one that speaks; used from one thread."""

    def __init__(self, launch: Launch | None, limits: Limits) -> None:
        """
        Have none yet.

        Parameters
        ----------
        launch : callable, optional
            Starts a sleeping voice; without one there is never any.
        limits : Limits
        """
        self._launch = launch
        self._limits = limits
        self._sleeper: _Sleeper | None = None
        self._failures = 0
        self._next = -float("inf")

    def ready(self, now: float) -> bool:
        """Whether there is one that can take over, and gave a sign of life a moment ago."""
        return self._sleeper is not None and self._sleeper.ready(now)

    def look(self, now: float) -> None:
        """Count how long it gives no sign of life; to be called often when `tend` is not."""
        if self._sleeper is not None:
            self._sleeper.look(now)

    def tend(self, now: float) -> None:
        """See that there is one and that it lives; to be called often while all is well."""
        if self._sleeper is not None and self._sleeper.lost(now):
            self._failures = 0 if self._sleeper.warm else self._failures + 1
            self._end(now)
        if self._sleeper is None and self._launch is not None and now >= self._next:
            try:
                self._sleeper = _Sleeper(self._launch, Heartbeat(self._limits, now))
            except (OSError, RuntimeError):  # no process, or no thread that reads it
                self._failures += 1
                self._rest(now)

    def take(self, now: float, receive: Receive) -> Link | None:
        """The voice, woken, replying there from now on; none where none is ready.

        One that gave no sign of life of late stays as it is: it may come round, and if it does
        not, `tend` ends it when somebody speaks again.
        """
        sleeper = self._sleeper
        if sleeper is None or not sleeper.wake(now, receive):
            return None
        self._sleeper, self._failures = None, 0
        return sleeper.link

    def send(self, order: Order) -> None:
        """Give it an order that needs no earpiece."""
        if self._sleeper is not None:
            self._sleeper.link.send(order)

    def close(self) -> None:
        """End it."""
        self._launch = None
        self._end(0.0)

    def _end(self, now: float) -> None:
        sleeper, self._sleeper = self._sleeper, None
        if sleeper is not None:
            sleeper.link.end(0.0)
        self._rest(now)

    def _rest(self, now: float) -> None:
        """Let a while pass before the next one, the longer the more failed in a row."""
        pause = self._limits.first_pause * 2 ** min(self._failures, 16)
        self._next = now + min(pause, self._limits.longest_pause)


class _Sleeper:
    """One sleeping voice, and whom its news are for."""

    def __init__(self, launch: Launch, heartbeat: Heartbeat) -> None:
        self._lock = threading.Lock()
        self._heartbeat = heartbeat
        self._receive: Receive | None = None
        self._gone = False
        self.warm = False
        self.link = launch(self._take)

    def lost(self, now: float) -> bool:
        with self._lock:
            return self._gone or self._heartbeat.lost(now, self.warm, self.link.runnable)

    def look(self, now: float) -> None:
        with self._lock:
            self._heartbeat.look(now)

    def ready(self, now: float) -> bool:
        with self._lock:
            return self._ready(now)

    def wake(self, now: float, receive: Receive) -> bool:
        with self._lock:
            if not self._ready(now):
                return False
            self._receive = receive
        self.link.send(Order(OrderKind.WAKE))
        return True

    def _ready(self, now: float) -> bool:
        if self._gone or not self.warm:
            return False
        return self._heartbeat.fresh(now, self.link.runnable)

    def _take(self, reply: Reply | None) -> None:
        """News, on the voice's own thread."""
        with self._lock:
            receive = self._receive
            if receive is None:
                self._gone = reply is None
                if reply is not None:
                    self._heartbeat.heard(reply.kind is not ReplyKind.ALIVE)
                    self.warm = self.warm or reply.kind is ReplyKind.WARM
        if receive is not None:
            receive(reply)
