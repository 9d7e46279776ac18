"""The whole program against a real broker on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.broker.mosquitto import Mosquitto, free_port
from edge_aac_mqtt.entities import ENTITIES
from tests.mqtt.broker import Subscriber, running
from tests.sound import need_programs
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BASE = "edge-aac/kitchen"
AVAILABLE = f"{BASE}/availability"


@pytest.fixture(autouse=True)
def _needs_mosquitto() -> None:
    need_programs("mosquitto", packages="mosquitto")


@contextmanager
def bridge(port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The program, with a pipe to it."""
    command = [sys.executable, "-m", "edge_aac_mqtt", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--name", "Kitchen", *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def write(process: subprocess.Popen[str], **row: Any) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps({"v": 1, **row}) + "\n")
    process.stdin.flush()


def ring(process: subprocess.Popen[str], number: int) -> None:
    write(process, kind="event", id=number, t=1.0 * number, label="doorbell", group="doorbell")
    write(process, kind="end", id=number, t=1.0 * number, label="doorbell", group="doorbell")


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what it said, after the end of the lines."""
    _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, errors


def rings(subscriber: Subscriber) -> list[int]:
    """The numbers of the rings that came, each once."""
    found = [json.loads(one)["id"] for one in subscriber.of(f"{BASE}/doorbell")]
    return list(dict.fromkeys(found))


def test_a_listener_is_discovered_rings_and_says_goodbye(tmp_path: Path) -> None:
    with running(tmp_path) as broker, Subscriber(broker.port) as home, bridge(broker.port) as one:
        home.until(AVAILABLE, "online")
        ring(one, 3)
        write(one, kind="caption", t=4.0, text="The doorbell is ringing.", priority="attention")
        home.until(f"{BASE}/caption", "The doorbell is ringing.")
        assert finish(one) == (0, "")
        home.until(AVAILABLE, "offline")
        configs = [json.loads(text) for topic, text in home.seen if topic.endswith("/config")]
        assert len(configs) == len(ENTITIES)
        assert rings(home) == [3]
        assert home.of(f"{BASE}/any_sound") == ["OFF", "ON", "OFF"]
        # Everything about an entity is there before it is.
        topics = [topic for topic, _ in home.seen]
        first = topics.index(AVAILABLE)
        assert all(topics.index(f"{BASE}/{one.key}") > first for one in ENTITIES[:1])


def test_nothing_is_lost_or_out_of_order_over_a_restart_of_the_broker(tmp_path: Path) -> None:
    with running(tmp_path) as broker, Subscriber(broker.port) as home, bridge(broker.port) as one:
        home.until(AVAILABLE, "online")
        for number in range(10):
            ring(one, number)
        until(lambda: len(rings(home)) == 10, "ten rings")
        broker.stop()
        for number in range(10, 60):
            ring(one, number)
        broker.start()
        for number in range(60, 70):
            ring(one, number)
        until(lambda: len(rings(home)) == 70, "seventy rings")
        assert rings(home) == list(range(70))
        code, errors = finish(one)
        assert code == 0
        assert "is gone" in errors
        assert "is there again" in errors
        assert home.of(f"{BASE}/any_sound")[-1] == "OFF"


def test_a_broker_that_comes_later_gets_everything(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    with bridge(broker.port) as one:
        assert one.stderr is not None
        ring(one, 1)
        assert "does not answer. Messages are kept" in one.stderr.readline()
        try:
            broker.start()
            with Subscriber(broker.port) as home:
                until(lambda: home.of(AVAILABLE)[-1:] == ["online"], "it is there")
                ring(one, 2)
                until(lambda: 2 in rings(home), "the second ring")
        finally:
            broker.stop()


def test_the_last_will_of_a_killed_process(tmp_path: Path) -> None:
    with running(tmp_path) as broker, Subscriber(broker.port) as home, bridge(broker.port) as one:
        home.until(AVAILABLE, "online")
        one.send_signal(signal.SIGKILL)
        home.until(AVAILABLE, "offline")


def test_a_sound_that_lasted_when_it_was_killed_does_not_last_for_ever(tmp_path: Path) -> None:
    with running(tmp_path) as broker:
        with Subscriber(broker.port) as home, bridge(broker.port) as one:
            home.until(AVAILABLE, "online")
            write(one, kind="event", id=1, t=1.0, label="smoke_alarm", group="hazard_alarm")
            home.until(f"{BASE}/smoke", "ON")
            one.kill()
            home.until(AVAILABLE, "offline")
        with bridge(broker.port) as one:
            # Lines that wait already when the broker is met.
            ring(one, 5)
            with Subscriber(broker.port) as home:
                until(lambda: home.of(f"{BASE}/smoke")[-1:] == ["OFF"], "the alarm is over")


def test_a_person_who_ends_it_leaves_nothing_online(tmp_path: Path) -> None:
    with running(tmp_path) as broker, Subscriber(broker.port) as home, bridge(broker.port) as one:
        home.until(AVAILABLE, "online")
        one.send_signal(signal.SIGTERM)
        home.until(AVAILABLE, "offline")
        assert one.wait(PATIENCE) == 130
        assert one.stderr is not None
        assert one.stderr.read() == ""


def test_a_password_comes_from_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    need_programs("mosquitto_passwd", packages="mosquitto")
    secrets, memory = tmp_path / "users", tmp_path / "memory"
    memory.mkdir()
    subprocess.run(["mosquitto_passwd", "-c", "-b", str(secrets), "ada", "s3cret"], check=True)
    secrets.chmod(0o644)
    file = tmp_path / "password"
    file.write_text("s3cret\n")
    file.chmod(0o600)
    words = ("--user", "ada", "--password-file", str(file))
    with running(memory, f"password_file {secrets}", anonymous=False) as broker:
        with Subscriber(broker.port, "ada", "s3cret") as home, bridge(broker.port, *words) as one:
            home.until(AVAILABLE, "online")
            command = Path(f"/proc/{one.pid}/cmdline").read_text()
            assert "s3cret" not in command
        file.write_text("wrong\n")
        with bridge(broker.port, *words) as one:
            ring(one, 1)
            code, errors = finish(one)
        assert code == 1
        assert "refuses the user name or the password: correct" in errors
    file.chmod(0o644)
    with bridge(free_port(), *words) as one:
        assert finish(one) == (
            1,
            f"edge-aac-mqtt: Others may read {file}: close it with chmod 600 {file}.\n",
        )


def test_tls_is_spoken_and_a_broker_that_is_not_trusted_is_not_used(tmp_path: Path) -> None:
    need_programs("openssl", packages="openssl")
    key, certificate, memory = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "memory"
    memory.mkdir()
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    key.chmod(0o644)
    lines = (f"certfile {certificate}", f"keyfile {key}")
    with (
        running(memory, *lines) as broker,
        Subscriber(broker.port, authority=certificate) as home,
    ):
        with bridge(broker.port, "--ca", str(certificate)) as one:
            home.until(AVAILABLE, "online")
            ring(one, 1)
            until(lambda: rings(home) == [1], "a ring")
        with bridge(broker.port, "--tls") as one:
            assert one.stderr is not None
            assert "does not answer" in one.stderr.readline()
            ring(one, 2)
        assert rings(home) == [1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--buffer", "3"), "16 to 1000000"),
        (("--port", "70000"), "1 to 65535"),
    ],
)
def test_wrong_usage_is_2(words: tuple[str, ...], said: str) -> None:
    with bridge(1883, *words) as one:
        code, errors = finish(one)
    assert code == 2
    assert said in errors


def test_messages_that_never_arrive_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from edge_aac_mqtt import main as program
    from edge_aac_mqtt.lines import Lines
    from edge_aac_mqtt.options import Options

    monkeypatch.setattr(program, "LAST_SECONDS", 0.5)
    pieces = [
        b'{"kind":"event","id":1,"label":"doorbell","group":"doorbell"}\n',
        b"nonsense\n",
        b"",
    ]
    lines = Lines(lambda _: pieces.pop(0) if pieces else b"")
    code = program.run(Options("127.0.0.1", free_port(), "Kitchen"), lines)
    errors = capsys.readouterr().err
    assert code == 1
    assert "3 messages never reached the broker" in errors
    assert "1 lines were no JSON objects" in errors
