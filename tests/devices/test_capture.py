"""From which source this process records: what a sound server says, and what is no answer."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from edge_aac.devices.capture import Capture
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.protocol import values
from edge_aac.devices.soundserver import Node
from tests.crew import Crew

REPLY, ERROR = 2, 0
RECORDINGS, SOURCE = 32, 23
USB = Node("usb", "USB Mono", DeviceKind.MICROPHONE, 2, 44_100)


def _number(value: int) -> bytes:
    return b"L" + struct.pack(">I", value)


def _text(value: str) -> bytes:
    return b"t" + value.encode() + b"\0"


def _frame(payload: bytes) -> bytes:
    return struct.pack(">5I", len(payload), 0xFFFF_FFFF, 0, 0, 0) + payload


def _recording(source: int, process: int) -> bytes:
    pid = str(process).encode() + b"\0"
    length = struct.pack(">I", len(pid))
    properties = b"P" + _text("application.process.id") + b"L" + length + b"x" + length + pid + b"N"
    return b"".join((
        _number(4), _text("ALSA Capture"), _number(0), _number(9), _number(source),
        b"a\x03\x02" + struct.pack(">I", 44_100), b"m\x02\x01\x02", b"U" + bytes(8),
        b"U" + bytes(8), _text("copy"), _text("protocol-native.c"), properties,
    ))  # fmt: skip


def _source(name: str, description: str) -> bytes:
    return b"".join((
        _number(3), _text(name), _text(description), b"a\x03\x02" + struct.pack(">I", 44_100),
        b"m\x02\x01\x02", _number(9), b"v\x02" + struct.pack(">2I", 65_536, 65_536), b"0",
        _number(0xFFFF_FFFF), b"N", b"U" + bytes(8), _text("alsa"), _number(0), b"PN",
        b"U" + bytes(8),
    ))  # fmt: skip


class Server:
    """Answers; what it answers may change between two questions."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.answers = {
            8: _number(35),
            9: _number(1),
            RECORDINGS: _recording(7, 1) + _recording(3, os.getpid()),
            SOURCE: _source("usb", "USB Mono"),
        }
        self.refuses = False

    def talk(self, link: socket.socket) -> None:
        while header := link.recv(20, socket.MSG_WAITALL):
            length = struct.unpack(">I", header[:4])[0]
            command, tag = values(link.recv(length, socket.MSG_WAITALL))[:2]
            self.asked.append(command)
            if command not in self.answers:
                return
            told = ERROR if self.refuses else REPLY
            link.sendall(_frame(_number(told) + _number(tag) + self.answers[command]))


@contextmanager
def _capture(server: Server) -> Iterator[Capture]:
    with tempfile.TemporaryDirectory() as folder, Crew() as crew:
        path = Path(folder) / "native"
        crew.serve(path, server.talk)
        with closing(Capture([Path(folder) / "nowhere", path], {})) as capture:
            yield capture


def test_the_source_of_ones_own_recording_is_found_and_named_once() -> None:
    server = Server()
    with _capture(server) as capture:
        assert [capture.node() for _ in range(3)] == [USB] * 3
        assert server.asked == [8, 9, RECORDINGS, SOURCE, RECORDINGS, RECORDINGS]
        server.answers[RECORDINGS] = _recording(5, os.getpid())
        server.answers[SOURCE] = _source("hdmi", "HDMI")
        moved = capture.node()
        assert moved is not None and moved.name == "hdmi"


@pytest.mark.parametrize(
    "recordings", [b"", _recording(3, 1), _recording(0xFFFF_FFFF, os.getpid())]
)
def test_who_records_nothing_or_is_being_moved_has_no_source(recordings: bytes) -> None:
    server = Server()
    server.answers[RECORDINGS] = recordings
    with _capture(server) as capture:
        assert capture.node() is None


@pytest.mark.parametrize("command", [RECORDINGS, SOURCE])
@pytest.mark.parametrize("answer", [_number(1) * 12, _number(1) * 15, _number(1), None])
def test_whatever_is_no_answer_is_one_kind_of_error(command: int, answer: bytes | None) -> None:
    server = Server()
    if answer is None:
        del server.answers[command]
    else:
        server.answers[command] = answer
    with _capture(server) as capture, pytest.raises(OSError):
        capture.node()


def test_a_refusal_is_one_too() -> None:
    server = Server()
    server.refuses = True
    with _capture(server) as capture, pytest.raises(OSError):
        capture.node()


def test_no_server_is_an_error_and_asked_again(tmp_path: Path) -> None:
    with closing(Capture([tmp_path / "nowhere"], {})) as capture:
        for _ in range(2):
            with pytest.raises(FileNotFoundError):
                capture.node()


def test_a_question_that_waits_can_be_interrupted(crew: Crew, tmp_path: Path) -> None:
    asked, over = threading.Event(), threading.Event()
    crew.at_end(over.set)

    def hang(link: socket.socket) -> None:
        link.recv(20)
        asked.set()
        over.wait()

    crew.serve(tmp_path / "native", hang)
    capture = Capture([tmp_path / "native"], {})

    def ask() -> object:
        with closing(capture), pytest.raises(OSError):
            capture.node()
        return True

    answer = crew.start(ask)
    asked.wait()
    capture.interrupt()
    assert answer.result() is True
