"""The sound server: where it is found, what it says, and what is no answer."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.soundserver.server import SoundServer
from edge_aac.devices import soundserver
from edge_aac.devices.clientconf import machine_id, named_server
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.protocol import LONGEST, NotUnderstood, values
from edge_aac.devices.soundserver import Node, ask_any, lead_to_session, nodes, socket_paths
from tests.crew import Crew
from tests.sound import need_sound_server

ROOT = Path(__file__).resolve().parents[2]
REPLY, ERROR = 2, 0


def _number(value: int) -> bytes:
    return b"L" + struct.pack(">I", value)


def _text(value: str) -> bytes:
    return b"t" + value.encode() + b"\0"


def _frame(payload: bytes, channel: int = 0xFFFF_FFFF) -> bytes:
    return struct.pack(">5I", len(payload), channel, 0, 0, 0) + payload


def _device(name: str, description: str, of_sink: int, properties: bytes = b"PN") -> bytes:
    return b"".join((
        _number(3), _text(name), _text(description), b"a\x03\x02" + struct.pack(">I", 44_100),
        b"m\x02\x01\x02", _number(9), b"v\x02" + struct.pack(">2I", 65_536, 65_536), b"0",
        _number(of_sink), b"N", b"U" + bytes(8), _text("alsa"), _number(0), properties,
        b"U" + bytes(8),
    ))  # fmt: skip


_CARD = b"P" + b"".join(
    _text(key) + _number(2) + b"x" + struct.pack(">I", 2) + value + b"\0"
    for key, value in (("alsa.card", b"2"), ("alsa.device", b"0"))
) + b"N"  # fmt: skip
_SERVER = b"".join(
    (_text("p"), _text("16"), _text("u"), _text("h"), b"a\x03\x02" + struct.pack(">I", 44_100),
     _text("hdmi"), _text("usb"), _number(1))
)  # fmt: skip
_ANSWERS = {
    8: _number(35),
    9: _number(1),
    20: _SERVER,
    24: _device("usb", "USB\nMono", 0xFFFF_FFFF, _CARD) + _device("hdmi.monitor", "M", 3),
    22: _device("hdmi", "HDMI", 4),
}


def _right(command: int, tag: int) -> bytes:
    # An event that nobody asked for comes first.
    event = _frame(_number(66) + _number(0xFFFF_FFFF) + _number(1))
    return event + _frame(_number(REPLY) + _number(tag) + _ANSWERS[command])


@contextmanager
def _server(answer: Callable[[int, int], bytes]) -> Iterator[Path]:
    """One that takes one connection and answers each question as it is told."""

    # Whoever does not understand an answer leaves without reading all of it.
    def talk(link: socket.socket) -> None:
        while header := link.recv(20, socket.MSG_WAITALL):
            length = struct.unpack(">I", header[:4])[0]
            command, tag = values(link.recv(length, socket.MSG_WAITALL))[:2]
            answered = answer(command, tag)
            if not answered:
                return
            link.sendall(answered)

    with tempfile.TemporaryDirectory() as folder, Crew() as crew:
        path = Path(folder) / "native"
        crew.serve(path, talk)
        yield path


def test_sources_and_sinks_are_read_with_what_they_are() -> None:
    with _server(_right) as path:
        assert nodes(path, {}) == (
            Node("usb", "USB Mono", DeviceKind.MICROPHONE, 2, 44_100, default=True, card="2,0"),
            Node("hdmi.monitor", "M", DeviceKind.MONITOR, 2, 44_100),
            Node("hdmi", "HDMI", DeviceKind.EARPIECE, 2, 44_100, default=True),
        )


@pytest.mark.parametrize("command", _ANSWERS)
@pytest.mark.parametrize(
    "wrong",
    [
        lambda tag: _frame(_number(ERROR) + _number(tag) + _number(1)),
        lambda tag: _frame(_number(REPLY) + _number(tag) + b"?"),
        lambda tag: _frame(_number(REPLY) + _number(tag) + b"tendless"),
        lambda tag: _frame(_number(REPLY) + _number(tag) + b"x\xff\xff\xff\xff"),
        lambda tag: _frame(_number(REPLY) + _number(tag), channel=0),
        lambda _: struct.pack(">5I", LONGEST + 1, 0xFFFF_FFFF, 0, 0, 0),
        lambda _: _frame(b"") * 100,
        lambda _: b"",
    ],
)
def test_whatever_is_no_answer_is_one_kind_of_error(
    command: int, wrong: Callable[[int], bytes]
) -> None:
    def answer(asked: int, tag: int) -> bytes:
        return wrong(tag) if asked == command else _right(asked, tag)

    with _server(answer) as path, pytest.raises(OSError):
        nodes(path, {})


@pytest.mark.parametrize(("command", "fields"), [(20, 3), (22, 3), (24, 3), (22, 15), (24, 15)])
def test_an_answer_of_another_shape_is_not_understood(command: int, fields: int) -> None:
    def answer(asked: int, tag: int) -> bytes:
        if asked == command:
            return _frame(_number(REPLY) + _number(tag) + _number(1) * fields)
        return _right(asked, tag)

    with _server(answer) as path, pytest.raises(NotUnderstood):
        nodes(path, {})


def test_a_server_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundserver, "ANSWER_SECONDS", 0.05)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/native")
        listening.listen(1)
        with pytest.raises(TimeoutError):
            nodes(Path(folder) / "native", {})


@pytest.fixture
def sessions() -> Iterator[Path]:
    """Holds a session of this user, whose server has a socket."""
    with tempfile.TemporaryDirectory() as name, socket.socket(socket.AF_UNIX) as server:
        pulse = Path(name) / str(os.getuid()) / "pulse"
        pulse.mkdir(parents=True)
        server.bind(str(pulse / "native"))
        yield Path(name)


def test_a_session_is_found_without_its_variable(sessions: Path) -> None:
    native = sessions / str(os.getuid()) / "pulse" / "native"
    environ: dict[str, str] = {}
    assert socket_paths(environ, sessions) == (native,)
    lead_to_session(environ, sessions)
    assert environ == {"PULSE_SERVER": f"unix:{native}"}
    assert socket_paths(environ, sessions) == (native,)


@pytest.mark.parametrize(
    "environ", [{"XDG_RUNTIME_DIR": "/nowhere"}, {"PULSE_SERVER": "tcp:radio.local"}]
)
def test_whoever_says_where_the_server_is_is_believed(
    sessions: Path, environ: dict[str, str]
) -> None:
    before = dict(environ)
    lead_to_session(environ, sessions)
    assert environ == before
    assert socket_paths(environ, sessions) == ()


def test_the_session_of_somebody_else_is_left_alone(
    sessions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.getuid() + 1
    (sessions / str(os.getuid())).rename(sessions / str(other))
    monkeypatch.setattr(soundserver.os, "getuid", lambda: other)
    environ: dict[str, str] = {}
    lead_to_session(environ, sessions)
    assert environ == {}


@pytest.mark.parametrize(
    ("named", "paths"),
    [
        ("unix:/run/x", ["/run/x"]),
        ("/run/x", ["/run/x"]),
        ("{here}unix:/run/x tcp:radio.local:4713", ["/run/x"]),
        ("tcp:radio.local:4713 unix:/run/x", ["/run/x"]),
        ("unix:/run/x unix:/run/y", ["/run/x", "/run/y"]),
        ("{there}unix:/run/x {here}/run/y", ["/run/y"]),
        ("{there}unix:/run/x", []),
        ("unix:/x " * 1_000, ["/x"] * 8),
    ],
)
def test_a_named_server_may_be_written_in_several_ways(named: str, paths: list[str]) -> None:
    environ = {"PULSE_SERVER": named, "XDG_RUNTIME_DIR": "/y"}
    assert [str(one) for one in socket_paths(environ, machine=lambda: "here")] == paths


def test_the_settings_of_the_client_library_name_a_server(tmp_path: Path) -> None:
    pulse = tmp_path / "pulse"
    pulse.mkdir()
    system = tmp_path / "system"
    system.mkdir()
    (system / "client.conf").write_text("; default-server = /no\n default-server = /sys\n")
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert named_server(environ, system) == "/sys"
    (system / "client.conf.d").mkdir()
    (system / "client.conf.d" / "50.conf").write_text("default-server=/part\n")
    assert named_server(environ, system) == "/part"
    (pulse / "client.conf").write_bytes(b"# \xff\ndefault-server = unix:/gone unix:/own\n")
    assert named_server(environ, system) == "unix:/gone unix:/own"
    assert socket_paths(environ) == (Path("/gone"), Path("/own"))
    assert socket_paths({**environ, "PULSE_SERVER": "/named"}) == (Path("/named"),)
    os.mkfifo(tmp_path / "fifo")
    assert named_server({"PULSE_CLIENTCONFIG": str(tmp_path / "fifo")}, system) == ""


def test_a_machine_is_called_by_its_id_or_else_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("0123abc\n")
    assert machine_id((tmp_path / "none", tmp_path / "id")) == "0123abc"
    assert machine_id((tmp_path / "none",)) == socket.gethostname()


def test_of_several_servers_the_first_that_answers_is_asked(tmp_path: Path) -> None:
    with _server(_right) as path:
        assert len(ask_any((tmp_path / "none", path), lambda one: nodes(one, {}))) == 3
    with pytest.raises(FileNotFoundError):
        ask_any((tmp_path / "none", tmp_path / "nor"), lambda one: nodes(one, {}))


_LISTED = """
import os, sys
from pathlib import Path
from edge_aac.devices.listing import list_devices
from edge_aac.devices.soundserver import lead_to_session
lead_to_session(sessions=Path(sys.argv[1]))
found = list_devices()
print(*(one.name for one in (*found.inputs, *found.outputs)), sep="\\n")
"""


@pytest.mark.sound
def test_a_real_server_is_found_without_the_sessions_variable(tmp_path: Path) -> None:
    need_sound_server()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        pulse = Path(name) / str(os.getuid()) / "pulse"
        with SoundServer(pulse, {"st1": 16_000, "st2": 48_000}, {}) as server:
            environment = {
                "PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)
            }  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-c", _LISTED, name],
                env=environment, capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert {"pulse", "st1", "st1.monitor", "st2"} <= set(done.stdout.splitlines())
            assert nodes(pulse / "native", server.environment) == (
                Node("st1.monitor", "Monitor of Null Output", DeviceKind.MONITOR, 1, 16_000, True),
                Node("st2.monitor", "Monitor of Null Output", DeviceKind.MONITOR, 1, 48_000),
                Node("st1", "Null Output", DeviceKind.EARPIECE, 1, 16_000, True),
                Node("st2", "Null Output", DeviceKind.EARPIECE, 1, 48_000),
            )
