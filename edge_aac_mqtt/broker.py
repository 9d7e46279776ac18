"""The connection to a broker, which is made again as often as it is lost.

In: one message after the other. Out: each at the broker, in order, and at least once: a message is
done when the broker has said so. Whoever subscribes may get one twice after a loss, with the same
number and time in it. Dies this process, the broker publishes the last will. Never does: keeping
more than one message itself.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from edge_aac_mqtt.entities import OFFLINE
from edge_aac_mqtt.errors import BridgeError
from edge_aac_mqtt.message import Message
from edge_aac_mqtt.options import Options
from edge_aac_mqtt.topics import Topics

KEEPALIVE_SECONDS = 15
"""A broker that hears nothing for half as long again publishes the last will."""
SOONEST_SECONDS, LATEST_SECONDS = 1, 30
"""From one try to connect to the next."""
_AT_LEAST_ONCE = 1
_LOOK_SECONDS = 0.1
_REFUSED = frozenset({"Bad user name or password", "Not authorized", "Banned"})


class Broker:
    """A connection.

    Parameters
    ----------
    options : Options
    topics : Topics
    news : callable
        Given one sentence where the broker goes, or comes back.
    """

    def __init__(self, options: Options, topics: Topics, news: Callable[[str], None]) -> None:
        self._where = f"{options.host}:{options.port}"
        self._news = news
        self._refusal: str | None = None
        self._changed = threading.Condition()
        self._connected = False
        self._taken: set[int] = set()
        """Numbers of messages that the broker has."""
        self._silent = True
        """Whether nothing was said of it since it was last there."""
        self.generation = 0
        """How often it was there; who comes back must be greeted again."""
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"edge_aac_{topics.node}"[:64]
        )
        if options.user is not None:
            self._client.username_pw_set(options.user, options.password)
        if options.tls:
            self._client.tls_set_context(_context(options))
        self._client.will_set(topics.availability, OFFLINE, _AT_LEAST_ONCE, retain=True)
        self._client.reconnect_delay_set(SOONEST_SECONDS, LATEST_SECONDS)
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.connect_async(options.host, options.port, KEEPALIVE_SECONDS)
        self._client.loop_start()

    @property
    def connected(self) -> bool:
        """Whether it is there.

        Raises
        ------
        BridgeError
            It will never take us: trying again would lock the user out.
        """
        with self._changed:
            if self._refusal is not None:
                raise BridgeError(self._refusal)
            return self._connected

    def wait(self, seconds: float) -> bool:
        """Wait for it; whether it is there. Raises as `connected` does."""
        with self._changed:
            self._changed.wait_for(lambda: self._connected or self._refusal, seconds)
        return self.connected

    def send(self, message: Message, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Publish, and wait until the broker has it; whether it has.

        Parameters
        ----------
        message : Message
        go_on : callable
            Asked while there is no answer; a message on its way is sent again by itself when the
            broker comes back.

        Raises
        ------
        BridgeError
            As `connected` does.
        """
        number = self._client.publish(
            message.topic, message.payload, _AT_LEAST_ONCE, retain=message.retain
        ).mid
        with self._changed:
            while number not in self._taken:
                if not go_on():
                    return False
                if self._refusal is not None:
                    raise BridgeError(self._refusal)
                self._changed.wait(_LOOK_SECONDS)
            self._taken.clear()  # there is but one on its way
        return True

    def close(self) -> None:
        """Say goodbye, which the broker does not take for a death."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: Any, data: Any, flags: Any, reason: ReasonCode, properties: Any
    ) -> None:
        del client, data, flags, properties
        with self._changed:
            if str(reason) in _REFUSED:
                self._refusal = (
                    f"The broker at {self._where} refuses the user name or the password: "
                    "correct --user and --password-file."
                )
            back = not reason.is_failure and not self._silent
            if not reason.is_failure:
                self.generation += 1
                self._connected = self._silent = True
            self._changed.notify_all()
        if back:
            self._news(f"The broker at {self._where} is there again.")

    def _on_publish(
        self, client: Any, data: Any, number: int, reason: ReasonCode, properties: Any
    ) -> None:
        del client, data, reason, properties
        with self._changed:
            self._taken.add(number)
            self._changed.notify_all()

    def _on_connect_fail(self, *_: Any) -> None:
        self._gone("does not answer")

    def _on_disconnect(
        self, client: Any, data: Any, flags: Any, reason: ReasonCode, properties: Any
    ) -> None:
        del client, data, flags, properties
        with self._changed:
            self._connected = False
            refused = self._refusal is not None
        if reason.is_failure and not refused:
            self._gone("is gone")

    def _gone(self, what: str) -> None:
        with self._changed:
            silent, self._silent = self._silent, False
        if silent:  # once, and again when it was there in between
            self._news(
                f"The broker at {self._where} {what}. Messages are kept, and sent when it answers."
            )


def _context(options: Options) -> ssl.SSLContext:
    """TLS that checks the broker's certificate and name."""
    try:
        return ssl.create_default_context(
            cafile=None if options.authority is None else str(options.authority)
        )
    except (OSError, ssl.SSLError):
        raise BridgeError(
            f"The certificates {options.authority} are not usable: name a PEM file."
        ) from None
