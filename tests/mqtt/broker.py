"""A real mosquitto on loopback, and somebody who subscribes to everything."""

from __future__ import annotations

import contextlib
import getpass
import queue
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.waiting import PATIENCE, until


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Mosquitto:
    """A broker; it can be killed and started again at the same port, with what it keeps.

    Parameters
    ----------
    folder : Path
        Holds its configuration, its log and its memory.
    lines : str
        More lines of configuration.
    """

    def __init__(self, folder: Path, *lines: str, anonymous: bool = True) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "mosquitto.conf").write_text(
            "\n".join(
                (
                    f"listener {self.port} 127.0.0.1",
                    f"allow_anonymous {'true' if anonymous else 'false'}",
                    "persistence true",
                    f"persistence_location {folder}/",
                    "log_dest stderr",
                    # Started by root, it would become a user of its own, who may not read here.
                    f"user {getpass.getuser()}",
                    *lines,
                    "",
                )
            )
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = (self._folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                ["mosquitto", "-c", str(self._folder / "mosquitto.conf")], stdout=log, stderr=log
            )
        until(self._answers, "mosquitto answers")

    def stop(self) -> None:
        """End it as a restart of the machine does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "log").read_text()
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0


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
