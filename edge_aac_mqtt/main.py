"""The command `edge-aac-mqtt`: lines from standard input to a broker, until the input ends.

Exit codes: 0 done, 1 a fault or messages that never reached the broker, 2 wrong usage. What happens
to the broker is said on standard error, once.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from edge_aac_mqtt.entities import OFFLINE, ONLINE, discovery
from edge_aac_mqtt.errors import BridgeError
from edge_aac_mqtt.lines import Lines, standard_input
from edge_aac_mqtt.message import Message
from edge_aac_mqtt.options import Options, options
from edge_aac_mqtt.outbox import Outbox
from edge_aac_mqtt.topics import Topics
from edge_aac_mqtt.translation import Sounds, states, translate

if TYPE_CHECKING:
    from edge_aac_mqtt.broker import Broker

LAST_SECONDS = 10.0
"""After the end of the input, for what still waits."""
_LOOK_SECONDS = 0.2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the input ends; the exit code."""
    try:
        chosen = options(arguments)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return run(chosen, Lines(standard_input))
    except BridgeError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def command() -> None:
    """The installed program."""
    sys.exit(main())


def say(sentence: str) -> None:
    """One line on standard error."""
    print(f"edge-aac-mqtt: {sentence}", file=sys.stderr, flush=True)


def run(chosen: Options, lines: Lines) -> int:
    """Give lines to a broker.

    Raises
    ------
    BridgeError
        The broker refuses us, or the library is missing.
    """
    try:
        from edge_aac_mqtt.broker import Broker
    except ImportError:
        raise BridgeError("paho-mqtt is missing: pip install 'edge-aac[mqtt]'.") from None
    topics, outbox = Topics(chosen.name, chosen.base, chosen.discovery), Outbox(chosen.most)
    bridge = Bridge(topics, outbox, lines)
    broker = Broker(chosen, topics, say)
    try:
        threading.Thread(target=bridge.read, name="lines", daemon=True).start()
        bridge.send(broker)
    finally:
        # A farewell that cannot be sent is the last will's.
        broker.close()
    waiting, lost, strange = len(outbox), outbox.lost, lines.strange
    if strange:
        say(f"{strange} lines were no JSON objects: give it the lines of edge-aac listen --json.")
    if waiting or lost:
        say(f"{waiting + lost} messages never reached the broker: check that it runs.")
        return 1
    return 0


class Bridge:
    """Between the lines and the broker.

    Parameters
    ----------
    topics : Topics
    outbox : Outbox
    lines : Lines
    """

    def __init__(self, topics: Topics, outbox: Outbox, lines: Lines) -> None:
        self._topics = topics
        self._outbox = outbox
        self._lines = lines
        self._sounds = Sounds()
        self._ended = float("inf")
        # As the broker has them; what it kept of a life before may be otherwise.
        self._given = {one.topic: one for one in states(topics, Sounds())}

    def read(self) -> None:
        """Take lines until there are no more; never waits for the broker."""
        try:
            for line in self._lines:
                self._sounds, messages = translate(self._topics, self._sounds, line)
                for message in messages:
                    self._outbox.put(message)
        finally:
            self._ended = time.monotonic()
            self._outbox.close()

    def send(self, broker: Broker) -> None:
        """Give messages to the broker until there are no more, and for a while after that."""
        greeted = 0
        try:
            while not self._outbox.done and self._go_on():
                if not broker.wait(_LOOK_SECONDS):
                    continue
                if greeted != broker.generation:
                    greeted = broker.generation
                    self._greet(broker, self._go_on)
                message = self._outbox.first(_LOOK_SECONDS)
                if message is not None and broker.send(message, self._go_on):
                    self._outbox.drop(message)
                    if message.topic in self._given:
                        self._given[message.topic] = message
        finally:
            if greeted and broker.connected:
                deadline = time.monotonic() + 1.0
                farewell = Message(self._topics.availability, OFFLINE, retain=True)
                broker.send(farewell, lambda: time.monotonic() < deadline)

    def _greet(self, broker: Broker, go_on: Callable[[], bool]) -> None:
        """Tell a broker that may have forgotten everything who is there."""
        known = discovery(self._topics, _version())
        here = Message(self._topics.availability, ONLINE, retain=True)
        for message in (*known, *self._given.values(), here):
            broker.send(message, go_on)

    def _go_on(self) -> bool:
        return time.monotonic() < self._ended + LAST_SECONDS


def _version() -> str:
    try:
        return version("edge-aac")
    except PackageNotFoundError:
        return "unknown"
