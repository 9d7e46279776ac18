"""Why there is no device: each cause has its sentence, which says what to do next."""

from __future__ import annotations

import grp
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from edge_aac.devices import absence as absence_module
from edge_aac.devices.absence import absence
from edge_aac.devices.device import DeviceKind, Direction
from edge_aac.devices.fault import DeviceError, DeviceFault
from edge_aac.devices.soundserver import Node

SESSION = {"XDG_RUNTIME_DIR": "/nowhere"}
DIRECTIONS = pytest.mark.parametrize("direction", Direction)


def _server(path: Path) -> tuple[Node, ...]:
    raise AssertionError(path)


def _absence(
    direction: Direction,
    folder: Path,
    environ: Mapping[str, str] = SESSION,
    server: Callable[[Path], tuple[Node, ...]] = _server,
) -> str:
    error = absence(direction, environ, folder / "snd", folder / "run", server)
    assert error.fault is DeviceFault.ABSENT
    sentence = str(error)
    assert sentence.startswith(f"No {direction.value} was found")
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def _cards(folder: Path, *names: str, mode: int = 0o600) -> None:
    (folder / "snd").mkdir()
    for name in names:
        (folder / "snd" / name).touch(mode)


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a session whose server has a socket."""
    path = tmp_path / "s" / "pulse" / "native"
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        yield {"XDG_RUNTIME_DIR": str(tmp_path / "s")}


@DIRECTIONS
def test_nothing_plugged_in(direction: Direction, tmp_path: Path) -> None:
    _cards(tmp_path, "seq", "timer", "controlC0")
    sentence = _absence(direction, tmp_path)
    assert "connect one and look with `edge-aac devices`" in sentence
    assert ("--input demo" if direction is Direction.INPUT else "--no-speech") in sentence


@DIRECTIONS
def test_no_sound_card_at_all_as_in_a_container(direction: Direction, tmp_path: Path) -> None:
    sentence = _absence(direction, tmp_path)
    assert f"no sound card ({tmp_path / 'snd'} is missing)" in sentence
    assert f"start a container with --device {tmp_path / 'snd'}" in sentence


@DIRECTIONS
def test_no_permission_names_the_group_that_has_it(
    direction: Direction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cards(tmp_path, "seq", "pcmC0D0c", "pcmC0D0p", mode=0o000)
    # Whoever is root may open everything.
    monkeypatch.setattr(absence_module.os, "access", lambda *_: False)
    group = grp.getgrgid(os.getgid()).gr_name
    sentence = _absence(direction, tmp_path)
    assert "you may not use the sound cards" in sentence
    assert f"`sudo usermod -aG {group} $USER`, then log in again" in sentence


def test_what_may_be_opened_but_does_not_record_is_no_microphone(tmp_path: Path) -> None:
    _cards(tmp_path, "pcmC0D0p")
    assert "connect one" in _absence(Direction.INPUT, tmp_path)
    assert "usermod" not in _absence(Direction.INPUT, tmp_path)


@DIRECTIONS
def test_an_unknown_session_names_its_variable(direction: Direction, tmp_path: Path) -> None:
    sentence = _absence(direction, tmp_path, {})
    assert "set XDG_RUNTIME_DIR to its folder" in sentence
    for environ in (SESSION, {"PULSE_SERVER": "tcp:radio.local"}):
        assert "XDG_RUNTIME_DIR" not in _absence(direction, tmp_path, environ)


@DIRECTIONS
def test_under_sudo_it_is_the_session_that_lacks(
    direction: Direction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absence_module.os, "getuid", lambda: 0)
    assert "without sudo" in _absence(direction, tmp_path, {"SUDO_UID": "1000"})


@DIRECTIONS
def test_a_server_that_does_not_answer_is_named(
    direction: Direction, tmp_path: Path, listening: dict[str, str]
) -> None:
    def silent(path: Path) -> tuple[Node, ...]:
        raise ConnectionRefusedError(str(path))

    sentence = _absence(direction, tmp_path, listening, silent)
    assert f"{tmp_path}/s/pulse/native does not answer: restart it" in sentence


@DIRECTIONS
def test_a_server_of_somebody_else_is_named(
    direction: Direction, tmp_path: Path, listening: dict[str, str]
) -> None:
    def closed(path: Path) -> tuple[Node, ...]:
        raise PermissionError(str(path))

    assert "belongs to somebody else" in _absence(direction, tmp_path, listening, closed)


@DIRECTIONS
def test_a_server_that_is_not_reached_by_portaudio_needs_a_package(
    direction: Direction, tmp_path: Path, listening: dict[str, str]
) -> None:
    kind = DeviceKind(direction.value)
    there = (Node("usb", "USB", kind, 1, 16_000),)
    sentence = _absence(direction, tmp_path, listening, lambda _: there)
    assert "sudo apt-get install libasound2-plugins" in sentence


@DIRECTIONS
def test_a_server_without_such_a_device_leads_to_the_cards(
    direction: Direction, tmp_path: Path, listening: dict[str, str]
) -> None:
    _cards(tmp_path, "seq")
    monitor = (Node("hdmi.monitor", "Monitor", DeviceKind.MONITOR, 1, 16_000),)
    assert "connect one" in _absence(direction, tmp_path, listening, lambda _: monitor)


@DIRECTIONS
@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("XDG_RUNTIME_DIR", "/nowhere", "{session}"),
        ("XDG_RUNTIME_DIR", "run/user", "{session}"),
        ("PULSE_SERVER", "unix:/nowhere/native", "unix:{session}/pulse/native"),
        ("PULSE_SERVER", "tcp:radio.local", "unix:{session}/pulse/native"),
        ("PULSE_RUNTIME_PATH", "/nowhere", "{session}/pulse"),
    ],
)
def test_a_variable_that_leads_away_from_the_sessions_server_is_named(
    direction: Direction, tmp_path: Path, name: str, value: str, place: str
) -> None:
    with tempfile.TemporaryDirectory() as run, socket.socket(socket.AF_UNIX) as listening:
        session = Path(run) / str(os.getuid())
        (session / "pulse").mkdir(parents=True)
        listening.bind(str(session / "pulse" / "native"))
        error = absence(direction, {name: value}, tmp_path / "snd", Path(run), _gone)
    assert str(error).startswith(
        f"No {direction.value} was found, since {name} is {value}, where no sound server answers: "
        f"set it to {place.format(session=session)}, "
    )


@DIRECTIONS
def test_a_named_server_that_does_not_answer_is_said_with_its_variable(
    direction: Direction, tmp_path: Path
) -> None:
    environ = {"PULSE_SERVER": "unix:/gone unix:/too"}
    sentence = _absence(direction, tmp_path, environ, _gone)
    assert "sound server at /gone, which PULSE_SERVER names, does not answer" in sentence
    sentence = _absence(direction, tmp_path, {"PULSE_SERVER": "tcp:radio"}, _gone)
    assert "PULSE_SERVER names no sound server of this machine: unset it" in sentence


def _gone(path: Path) -> tuple[Node, ...]:
    raise FileNotFoundError(str(path))


def test_out_of_descriptors_is_no_missing_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    no_files = DeviceError(DeviceFault.NO_FILES, "Too many files.")
    monkeypatch.setattr(absence_module, "exhausted", lambda: no_files)
    assert absence(Direction.INPUT) is no_files
