"""A real mosquitto on loopback, and somebody who subscribes to everything."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.broker.mosquitto import Mosquitto
from tests.waiting import PATIENCE, until


@contextlib.contextmanager
def running(folder: Path, *lines: str, anonymous: bool = True) -> Iterator[Mosquitto]:
    """A broker that runs, and ends with the test."""
    broker = Mosquitto(folder, *lines, anonymous=anonymous)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


class Subscriber:
    """Remembers all messages, in order; its session outlives the broker.

    Parameters
    ----------
    port : int
    user, password : str, optional
    authority : Path, optional
        For TLS.
    """

    def __init__(
        self, port: int, user: str | None = None, password: str | None = None,
        authority: Path | None = None,
    ) -> None:  # fmt: skip
        self.messages: queue.SimpleQueue[tuple[str, str, bool]] = queue.SimpleQueue()
        self.seen: list[tuple[str, str]] = []
        self._ready = threading.Event()
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="subscriber", clean_session=False
        )
        if user is not None:
            self._client.username_pw_set(user, password)
        if authority is not None:
            self._client.tls_set(str(authority))
        self._client.on_connect = self._subscribe
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = self._take
        self._client.reconnect_delay_set(1, 1)
        self._client.connect("127.0.0.1" if authority is None else "localhost", port, 15)
        self._client.loop_start()
        assert self._ready.wait(PATIENCE)

    def __enter__(self) -> Subscriber:
        return self

    def __exit__(self, *_: Any) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def until(self, topic: str, payload: str) -> None:
        """Wait until a message came that is this one."""
        until(lambda: (topic, payload) in self.seen, f"{topic} is {payload}")

    def of(self, topic: str) -> list[str]:
        """All payloads of a topic so far."""
        return [payload for one, payload in self.seen if one == topic]

    def _subscribe(self, client: paho.Client, *_: Any) -> None:
        client.subscribe("#", qos=1)

    def _take(self, client: paho.Client, data: Any, message: paho.MQTTMessage) -> None:
        del client, data
        self.seen.append((message.topic, message.payload.decode()))
