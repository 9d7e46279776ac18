"""What the service manager is sent, and what it is not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_aac.supervision.signs_of_life import ADDRESS, ALIVE, BOUND, PROCESS, READY, SignsOfLife
from tests.waiting import until

SECONDS = 20.0


class Manager:
    """Stands in for systemd: takes what is sent to it."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1))
        self.socket.setblocking(False)
        self.address = address

    def taken(self) -> list[bytes]:
        messages = []
        while True:
            try:
                messages.append(self.socket.recv(256))
            except BlockingIOError:
                return messages


@pytest.fixture(params=["file", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    name = f"@edge-aac-test-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "n")
    manager = Manager(name)
    yield manager
    manager.socket.close()


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_ready_once_and_alive_in_time(manager: Manager) -> None:
    clock = Time()
    signs = SignsOfLife(manager.address, SECONDS, now=clock)
    signs.alive()
    assert manager.taken() == [READY, ALIVE]
    for _ in range(int(SECONDS / 0.16)):
        signs.alive()
        clock.now += 0.16
    sent = manager.taken()
    assert set(sent) == {ALIVE}
    assert 3 <= len(sent) <= 5


@pytest.mark.slow
def test_a_real_listener_is_ready_then_alive_until_it_stands_still(
    manager: Manager, tiny_bundle: Path
) -> None:
    often = {ADDRESS: manager.address, BOUND: "400000"}
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--no-speech"]
    listener = subprocess.Popen(
        [*command, "--no-control", "--model", str(tiny_bundle)],
        env=os.environ | often,
        stdout=subprocess.DEVNULL,
    )
    try:
        sent: list[bytes] = []
        until(lambda: sent.extend(manager.taken()) or ALIVE in sent, "the first signs of life")
        assert sent[0] == READY
        assert sent.count(READY) == 1
        os.kill(listener.pid, signal.SIGSTOP)
        state = Path(f"/proc/{listener.pid}/stat")
        until(lambda: state.read_text().rpartition(")")[2].split()[0] == "T", "it stands still")
        manager.taken()
        time.sleep(5 * 0.1)
        assert manager.taken() == []
        os.kill(listener.pid, signal.SIGCONT)
        until(lambda: ALIVE in manager.taken(), "a sign of life when it goes on")
    finally:
        listener.kill()
        listener.wait()


def test_who_cannot_speak_is_not_alive(manager: Manager) -> None:
    clock, speaks = Time(), [True]
    signs = SignsOfLife(manager.address, SECONDS, lambda: speaks[0], clock)
    signs.alive()
    assert manager.taken() == [READY, ALIVE]
    speaks[0] = False
    clock.now += SECONDS
    signs.alive()
    assert manager.taken() == []
    speaks[0] = True
    signs.alive()
    assert manager.taken() == [ALIVE]


@pytest.mark.parametrize(
    ("bound", "process", "watched"),
    [
        ("20000000", "own", True),
        ("20000000", "", True),
        ("20000000", "1", False),
        ("", "", False),
        ("0", "", False),
        ("soon", "", False),
        ("-5", "", False),
    ],
)
def test_it_is_watched_where_the_manager_says_so(
    manager: Manager, bound: str, process: str, watched: bool
) -> None:
    # The number would be another in each process that shares the tests.
    process = str(os.getpid()) if process == "own" else process
    environment = {ADDRESS: manager.address, BOUND: bound, PROCESS: process, "HOME": "/"}
    SignsOfLife.of(environment).alive()
    assert manager.taken() == ([READY, ALIVE] if watched else [READY])
    assert environment == {"HOME": "/"}, "children would speak for the listener"


def test_without_a_manager_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was opened"))
    signs = SignsOfLife.of({BOUND: "20000000"})
    signs.alive()


@pytest.mark.parametrize("address", ["/nowhere/at/all", "/" + "x" * 200, "relative", "@"])
def test_a_manager_that_cannot_be_reached_ends_nothing(address: str) -> None:
    SignsOfLife(address, SECONDS).alive()


def test_a_full_queue_holds_nobody_up(manager: Manager) -> None:
    clock = Time()
    signs = SignsOfLife(manager.address, SECONDS, now=clock)
    for _ in range(2_000):
        clock.now += SECONDS
        signs.alive()
    assert manager.taken()[0] == READY
