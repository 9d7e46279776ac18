"""From a line of the listener to the broker, and what a restart of the broker loses.

    python -m benchmarks.mqtt --lines 500

The whole program `edge-aac-mqtt` beside a real mosquitto on loopback. A line's time is from its
writing into the pipe until a subscriber has it, the broker's way to the subscriber included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.broker.mosquitto import Mosquitto
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today

EVERY_SECONDS = 0.02
"""From one line to the next: a lively house has one a second."""
PATIENCE = 60.0
_DOORBELL = "edge-aac/benchmark/doorbell"
_AVAILABLE = "edge-aac/benchmark/availability"


@dataclass
class Arrived:
    """When each ring was there first, and in which order."""

    times: dict[int, float] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    online: bool = False

    def take(self, client: Any, data: Any, message: paho.MQTTMessage) -> None:
        """Take a message."""
        del client, data
        now = time.monotonic()
        with self.changed:
            if message.topic == _AVAILABLE:
                self.online = message.payload == b"online"
            elif message.topic == _DOORBELL:
                number = int(json.loads(message.payload)["id"])
                if number not in self.times:
                    self.times[number] = now
                    self.order.append(number)
            self.changed.notify_all()

    def wait(self, count: int) -> None:
        """Wait until so many are there."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.order) >= count, PATIENCE):
                raise TimeoutError(f"{len(self.order)} of {count} rings arrived.")


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=500, help="rings in either run")
    parser.add_argument("--out", type=Path, default=RESULTS / "mqtt.json")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        delays, lost, ordered = measured(Path(folder), chosen.lines)
    ordered_delays = sorted(delays)

    def percentile(share: float) -> float:
        return 1e3 * ordered_delays[min(len(delays) - 1, int(share * len(delays)))]

    rows = [
        (
            "from the line to a subscriber",
            f"half within {percentile(0.5):.1f} ms, 95 of 100 within {percentile(0.95):.1f} ms, "
            f"all within {percentile(1.0):.1f} ms ({len(delays)} rings)",
        ),
        (
            "rings over a restart of the broker",
            f"{chosen.lines - lost} of {chosen.lines} arrived, "
            f"{'in' if ordered else 'out of'} order",
        ),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = f"python -m benchmarks.mqtt --lines {chosen.lines}"
    question = "The way to a smart home: how long, and what is lost?"
    today(question, command, rows, {"delays_ms": [round(1e3 * d, 2) for d in delays]}).write(
        chosen.out
    )


def measured(folder: Path, lines: int) -> tuple[list[float], int, bool]:
    """The delays of a quiet run [s]; how many a restart loses; whether the order is kept."""
    broker, arrived = Mosquitto(folder), Arrived()
    broker.start()
    subscriber = paho.Client(CallbackAPIVersion.VERSION2, "benchmark", clean_session=False)
    subscriber.on_message = arrived.take
    subscriber.on_connect = lambda client, *_: client.subscribe("edge-aac/benchmark/#", qos=1)
    subscriber.reconnect_delay_set(1, 1)
    subscriber.connect("127.0.0.1", broker.port)
    subscriber.loop_start()
    command = [sys.executable, "-m", "edge_aac_mqtt", "--host", "127.0.0.1", "--name", "benchmark"]
    bridge = subprocess.Popen(
        [*command, "--port", str(broker.port)], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        with arrived.changed:
            if not arrived.changed.wait_for(lambda: arrived.online, PATIENCE):
                raise TimeoutError("The program did not connect.")
        written = {number: _ring(bridge, number) for number in range(lines)}
        arrived.wait(lines)
        delays = [arrived.times[number] - written[number] for number in range(lines)]
        for number in range(lines, 2 * lines):
            if number == lines + lines // 4:
                broker.stop()
            if number == lines + lines // 2:
                broker.start()
            _ring(bridge, number)
        arrived.wait(2 * lines)
    finally:
        bridge.kill()
        bridge.wait()
        subscriber.disconnect()
        subscriber.loop_stop()
        broker.stop()
    after = [number for number in arrived.order if number >= lines]
    return delays, lines - len(after), after == sorted(after)


def _ring(bridge: subprocess.Popen[bytes], number: int) -> float:
    """Write the lines of one ring; when that was."""
    assert bridge.stdin is not None
    time.sleep(EVERY_SECONDS)
    row = {"v": 1, "id": number, "t": number, "label": "doorbell", "group": "doorbell"}
    now = time.monotonic()
    for kind in ("event", "end"):
        bridge.stdin.write(json.dumps({"kind": kind, **row}).encode() + b"\n")
    bridge.stdin.flush()
    return now


if __name__ == "__main__":
    at_desk(main)
