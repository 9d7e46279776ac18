"""A short sound that the sound server plays by itself: what it is told, and what it refuses."""

from __future__ import annotations

import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge_aac.devices.protocol import ServerCommand, values
from edge_aac.devices.sample import play
from tests.crew import Crew

REPLY, ERROR = 2, 0
SOUND = b"\1\0\2\0"


def _number(value: int) -> bytes:
    return b"L" + struct.pack(">I", value)


class Server:
    """Takes a sound."""

    def __init__(self, refused: ServerCommand | None = None) -> None:
        self.asked: dict[int, list[object]] = {}
        self.given: list[tuple[int, bytes]] = []
        self._refused = refused
        self._answers = {
            ServerCommand.AUTH: _number(35),
            ServerCommand.SET_CLIENT_NAME: _number(1),
            ServerCommand.CREATE_UPLOAD_STREAM: _number(7) + _number(len(SOUND)),
            ServerCommand.FINISH_UPLOAD_STREAM: b"",
            ServerCommand.PLAY_SAMPLE: _number(3),
            ServerCommand.REMOVE_SAMPLE: b"",
        }

    def talk(self, link: socket.socket) -> None:
        while header := link.recv(20, socket.MSG_WAITALL):
            length, channel = struct.unpack(">2I", header[:8])
            data = link.recv(length, socket.MSG_WAITALL)
            if channel != 0xFFFF_FFFF:
                self.given.append((channel, data))
                continue
            command, tag, *told = values(data)
            self.asked[command] = told
            answer = ERROR if command == self._refused else REPLY
            payload = _number(answer) + _number(tag) + self._answers[command]
            link.sendall(struct.pack(">5I", len(payload), 0xFFFF_FFFF, 0, 0, 0) + payload)


@contextmanager
def _at(server: Server) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder, Crew() as crew:
        path = Path(folder) / "native"
        crew.serve(path, server.talk)
        yield {"PULSE_SERVER": f"unix:{path}"}


@pytest.mark.parametrize("sink", [None, "ear"])
def test_a_sound_is_uploaded_played_and_forgotten(sink: str | None) -> None:
    server = Server()
    with _at(server) as environ:
        play(SOUND, 22_050, environ=environ | ({} if sink is None else {"PULSE_SINK": sink}))
    assert server.given == [(7, SOUND)]
    name, form, _, length, _ = server.asked[ServerCommand.CREATE_UPLOAD_STREAM]
    assert form == (3, 1, 22_050) and length == len(SOUND)
    assert server.asked[ServerCommand.FINISH_UPLOAD_STREAM] == [7]
    assert server.asked[ServerCommand.PLAY_SAMPLE] == [0xFFFF_FFFF, sink, 0x1_0000, name, {}]
    assert server.asked[ServerCommand.REMOVE_SAMPLE] == [name]


@pytest.mark.parametrize("refused", [ServerCommand.AUTH, ServerCommand.PLAY_SAMPLE])
def test_a_refusal_is_an_error(refused: ServerCommand) -> None:
    with _at(Server(refused)) as environ, pytest.raises(OSError):
        play(SOUND, 22_050, environ=environ)


def test_where_no_server_is_nothing_is_played(tmp_path: Path) -> None:
    for environ in ({"PULSE_SERVER": f"unix:{tmp_path}/native"}, {"PULSE_SERVER": "tcp:radio"}):
        for wanted in (None, "ear"):
            with pytest.raises(OSError):
                play(SOUND, 22_050, wanted, environ)
