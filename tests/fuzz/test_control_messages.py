"""5,000 damaged messages to the listener, and as many damaged answers to `edge-aac ctl`."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from edge_aac.cli import ctl
from edge_aac.cli.usage import Parser
from edge_aac.control.control_socket import LONGEST_ANSWER, ControlSocket
from edge_aac.control.request_queue import Answer, Request, RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.types import Verb
from tests.crew import Crew
from tests.fuzz.attempts import try_all
from tests.fuzz.mutation import ODD, damaged, twisted
from tests.waiting import PATIENCE

MESSAGES, ANSWERS = 5_000, 5_000
WHOLE = (
    "now\nname\nfigures\n",
    "quiet 30m\nname\nfigures\n",
    "status\nfigures\n",
    "missed\n",
    "mute",
)
REPLIES = (
    b"ok Done.\nA listener.\n" + b"[" * 4_000 + b"\n",
    b'ok Done.\nA listener, since 9.\n{"hops": 1}\n',
    b"no Too many commands wait.\n\n\n",
)


class Obliging(RequestQueue):
    """Answers every request at once, and remembers nothing."""

    def put(self, request: Request) -> None:
        request.answer(Answer("Done.", figures="{}"))


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "s"
    with ControlSocket(path, Obliging(), name=lambda: "A listener"):
        yield path


def test_messages_to_the_listener(listener: Path, tmp_path: Path) -> None:
    def attempt(chance: Random) -> float:
        text = chance.choice(WHOLE)
        if chance.random() < 0.5:
            text = twisted(text, chance, [*ODD, *Verb, "\n", " ", "30m"])
        data = text.encode("utf-8", "surrogatepass")
        answered(listener, damaged(data, chance, [data]))
        return 0.0

    try_all("control-message", MESSAGES, tmp_path, attempt)
    assert ask(listener, "now") == Answer("Done.")


def answered(path: Path, message: bytes) -> None:
    """Send a message in one piece or two, and see that a proper answer comes, or none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(PATIENCE)
        client.connect(str(path))
        told = b""
        # It may hang up on whoever sends too much.
        with suppress(OSError):
            client.sendall(message)
            client.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while piece := client.recv(3 * LONGEST_ANSWER):
                told += piece
    first, *others = told.decode().split("\n")
    assert told == b"" or first.startswith(("ok ", "no "))
    assert set(others) <= {"A listener", "{}", ""}
    assert len(first) < LONGEST_ANSWER


def test_answers_to_who_asks(
    tmp_path: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EDGE_AAC_CONTROL")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    path, answers = tmp_path / "s", list[bytes]()
    parser = Parser(prog="edge-aac ctl")
    ctl.define(parser)
    asked = parser.parse_args(["--json", "--control-socket", str(path), "status"])
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()
        crew.at_end(lambda: _call(path))
        crew.start(_answer_each, server, answers)

        def attempt(chance: Random) -> float:
            answers.append(damaged(chance.choice(REPLIES), chance, REPLIES))
            code = ctl.run(asked)
            told = json.loads(capsys.readouterr().out)
            assert told["done"] is (code == 0)
            assert "\n" not in told["text"]
            return 0.0

        try_all("control-answer", ANSWERS, tmp_path, attempt)
        crew.close()


def _answer_each(server: socket.socket, answers: list[bytes]) -> None:
    """Give each client the next answer, until one calls for whom there is none."""
    while True:
        connection, _ = server.accept()
        with connection:
            if not answers:
                return
            connection.settimeout(PATIENCE)
            with suppress(OSError):
                # Who hangs up on what was not read yet takes the answer along.
                connection.recv(LONGEST_ANSWER)
                connection.sendall(answers.pop())


def _call(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
        last.connect(str(path))
