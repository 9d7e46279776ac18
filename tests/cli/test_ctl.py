"""`edge-aac ctl`: one plain line, and an exit code that says whether it was done."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge_aac.cli.main import main
from edge_aac.control.control_socket import ControlSocket
from edge_aac.control.request_queue import Answer, RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.control.socket_path import AUTO, socket_paths
from edge_aac.types import Verb
from tests.crew import Crew
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A runtime folder of its own, and no settings file."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("EDGE_AAC_CONTROL")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    return folder


@pytest.fixture
def listener(tiny_bundle: Path) -> Iterator[subprocess.Popen[str]]:
    """A listener that hears the demonstration at its own pace."""
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--no-speech"]
    process = subprocess.Popen(
        [*command, "--model", str(tiny_bundle)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert "demonstration" in process.stdout.readline()
    assert "Listening" in process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_a_listener_is_asked_and_commanded(
    capsys: pytest.CaptureFixture[str], listener: subprocess.Popen[str], runtime: Path
) -> None:
    assert main(["ctl", "status"]) == 0
    assert capsys.readouterr().out.startswith("Listening to the demonstration, for ")
    assert main(["ctl", "--json", "status"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["v"], told["kind"], told["verb"], told["done"]) == (1, "answer", "status", True)
    assert told["text"].startswith("Listening to ") and told["pid"] == listener.pid
    assert told["figures"]["source"] == "the demonstration" and told["figures"]["faults"] == {}
    assert main(["ctl", "quiet", "30m"]) == 0
    out = capsys.readouterr().out
    assert out == "Quiet for 30 minutes. I announce only what is critical.\n"
    # There is no voice to change under --no-speech.
    assert main(["ctl", "louder"]) == 1
    captured = capsys.readouterr()
    refused, by = captured.err.splitlines()
    assert captured.out == "" and refused.startswith("edge-aac: I cannot change the voice")
    assert re.fullmatch(
        rf"edge-aac: Listener: process {listener.pid}, running for .+, input demo\.", by
    )
    listener.send_signal(signal.SIGTERM)
    out, err = listener.communicate(timeout=PATIENCE)
    assert (listener.returncode, err) == (0, "")
    assert "Quiet for 30 minutes." in out
    assert not (runtime / "edge-aac.sock").exists()


@contextmanager
def at(path: Path, told: str | Answer, name: str) -> Iterator[None]:
    """A listener at a socket, which answers everything with the same words."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    inbox, over = RequestQueue(), threading.Event()
    answer = told if isinstance(told, Answer) else Answer(told)

    def loop() -> None:
        while not over.wait(0.005):
            for request in inbox.take():
                request.answer(answer)

    with Crew() as crew, ControlSocket(path, inbox, name=lambda: name):
        crew.start(loop)
        crew.at_end(over.set)
        yield


@pytest.fixture
def two(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The two places in which a listener's socket may lie."""
    first, second = runtime / "edge-aac.sock", tmp_path / "other" / "edge-aac.sock"
    monkeypatch.setattr("edge_aac.cli.ctl.socket_paths", lambda *_: [first, second])
    return first, second


def test_of_two_listeners_the_first_answers_and_is_named(
    capsys: pytest.CaptureFixture[str], two: tuple[Path, Path]
) -> None:
    with at(two[0], "One.", "Answered by one."), at(two[1], "Two.", "Answered by two."):
        assert main(["ctl", "status"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("One.\n", "edge-aac: Answered by one.\n")


@pytest.mark.parametrize("left_behind", [False, True])
def test_another_listener_never_answers_in_silence(
    capsys: pytest.CaptureFixture[str], two: tuple[Path, Path], left_behind: bool
) -> None:
    if left_behind:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
            dead.bind(str(two[0]))
    with at(two[1], "Two.", "Answered by two."):
        assert main(["ctl", "mute"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "Two.\n"
    assert captured.err == (
        f"edge-aac: Nobody listens at {two[0]}, so the listener at {two[1]} was asked.\n"
        "edge-aac: Answered by two.\n"
    )


def test_an_older_listener_is_named_by_its_process(
    capsys: pytest.CaptureFixture[str], two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(two[0], "One.", ""):
        assert main(["ctl", "status"]) == 0
        assert capsys.readouterr().err == f"edge-aac: Listener: process {os.getpid()}.\n"
        monkeypatch.delattr(socket, "SO_PEERCRED", raising=False)
        assert main(["ctl", "status"]) == 0
    assert capsys.readouterr().err == f"edge-aac: Listener at {two[0]}.\n"


def test_a_program_gets_one_object_also_of_an_older_listener_and_of_a_refusal(
    capsys: pytest.CaptureFixture[str], two: tuple[Path, Path]
) -> None:
    with at(two[0], "One.", ""):
        assert main(["ctl", "--json", "status"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "v": 1, "kind": "answer", "verb": "status", "done": True, "text": "One.",
        "pid": os.getpid(),
    }  # fmt: skip
    with at(two[0], Answer("No.", done=False), ""):
        assert main(["ctl", "--json", "louder"]) == 1
    assert json.loads(capsys.readouterr().out)["done"] is False


@pytest.mark.slow
def test_a_listener_names_itself_in_its_own_language(tiny_bundle: Path, runtime: Path) -> None:
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--no-speech"]
    process = subprocess.Popen(
        [*command, "--language", "de", "--model", str(tiny_bundle)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None and process.stdout.readline()
        answer = ask(runtime / "edge-aac.sock", "dance")
        assert answer is not None
        name = answer.listener
        assert re.fullmatch(rf"Zuhörer: Prozess {process.pid}, .+ in Betrieb, hört auf -\.", name)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.usefixtures("listener")
@pytest.mark.slow
def test_a_second_listener_says_so_and_goes_on_without_control(tiny_bundle: Path) -> None:
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--no-speech"]
    done = subprocess.run(
        [*command, "--model", str(tiny_bundle)],
        input="", capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Another edge-aac already takes commands at" in done.stdout
    assert "The input has ended." in done.stdout
    assert main(["ctl", "status"]) == 0


@pytest.mark.slow
def test_a_signal_still_asks_what_is_around(listener: subprocess.Popen[str]) -> None:
    listener.send_signal(signal.SIGUSR1)
    assert listener.stdout is not None
    assert "It is quiet." in listener.stdout.readline()


def test_a_listener_of_this_machine_is_not_asked_by_tests() -> None:
    assert not any(
        path.is_relative_to(f"/tmp/edge-aac-{os.getuid()}") for path in socket_paths(AUTO, {})
    )


def test_where_nobody_listens_is_one_sentence(
    capsys: pytest.CaptureFixture[str], runtime: Path
) -> None:
    sentence = "edge-aac: No edge-aac is listening here: start it with edge-aac listen.\n"
    assert main(["ctl", "now"]) == 1
    assert capsys.readouterr().err == sentence
    (runtime / "edge-aac.sock").touch()
    assert main(["ctl", "now"]) == 1
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["mut"], "There is no command mut. Did you mean mute?"),
        (["quiet", "soon"], "soon is no length of time for quiet"),
        ([], "arguments are required: VERB"),
    ],
)
def test_what_is_no_command_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["ctl", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert told in captured.err


@pytest.mark.slow
def test_where_control_is_off_there_is_no_socket(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, runtime: Path
) -> None:
    assert main(["ctl", "now", "--control-socket", ""]) == 1
    assert "The settings turn control off." in capsys.readouterr().err
    line = ["listen", "--input", "demo", "--no-speech", "--no-realtime"]
    for off in (["--no-control"], ["--control-socket", ""]):
        assert main([*line, *off, "--model", str(tiny_bundle)]) == 0
        assert list(runtime.iterdir()) == []
    capsys.readouterr()


def test_the_help_tells_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ctl", "--help"])
    told = capsys.readouterr().out
    assert all(f"  {verb.value}: " in told for verb in Verb)


@pytest.mark.parametrize("figures", ["[" * 4_000, "{", "[1]", "9" * 4_000, "\x1b"])
def test_figures_that_are_none_are_left_out(
    capsys: pytest.CaptureFixture[str], runtime: Path, crew: Crew, figures: str
) -> None:
    def talk(client: socket.socket) -> None:
        client.recv(512)
        client.sendall(f"ok Well.\nAnother.\n{figures}\n".encode())

    crew.serve(runtime / "edge-aac.sock", talk)
    assert main(["ctl", "--json", "status"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["text"], told["done"]) == ("Well.", True)
    assert "figures" not in told
