"""The socket: private, one line each way, bounded, and never in the listener's way."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_aac.control.control_socket import LONGEST_ANSWER, MOST_CLIENTS, MOST_IDLE, ControlSocket
from edge_aac.control.request_queue import Answer, RequestQueue
from edge_aac.control.socket_client import ask
from edge_aac.control.socket_path import AUTO, prepare, socket_paths
from edge_aac.errors import EdgeAacError
from edge_aac.types import Verb
from tests.crew import Crew
from tests.thoroughness import examples
from tests.waiting import PATIENCE, until


@contextmanager
def answered(inbox: RequestQueue, told: str | Answer = "Done.") -> Iterator[list[Verb]]:
    """A loop that answers everything; the verbs it was asked."""
    verbs: list[Verb] = []
    answer = told if isinstance(told, Answer) else Answer(told)
    over, crew = threading.Event(), Crew()

    def loop() -> None:
        while not over.is_set():
            for request in inbox.take():
                verbs.append(request.command.verb)
                request.answer(answer)
            over.wait(0.005)

    crew.start(loop)
    crew.at_end(over.set)
    try:
        yield verbs
    finally:
        crew.close()


def raw(path: Path, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What the socket answers to these bytes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(PATIENCE)
        client.connect(str(path))
        # It may hang up on whoever sends too much.
        with suppress(OSError):
            for piece in pieces:
                client.sendall(piece)
                time.sleep(pause)
            client.shutdown(socket.SHUT_WR)
        told = b""
        with suppress(ConnectionResetError):
            while piece := client.recv(65_536):
                told += piece
        return told


def test_a_command_goes_there_and_its_answer_comes_back(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox, "It is\nquiet.") as verbs:
        assert ask(path, "quiet 30m") == Answer("It is quiet.")
        assert raw(path, b"no", b"w\n") == b"ok It is quiet.\n"
        assert raw(path, b"why") == b"ok It is quiet.\n"
    assert verbs == [Verb.QUIET, Verb.NOW, Verb.WHY]
    assert not path.exists()


def test_a_thread_that_fails_begins_again_and_commands_go_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox) as control, answered(inbox):
        whole = control._read_lines
        fails = iter([True])

        def once(*given: Any) -> None:
            if next(fails, False):
                raise ValueError("not told")
            whole(*given)

        monkeypatch.setattr(control, "_read_lines", once)
        raw(path, b"now\n")  # whoever it was gets no answer
        assert ask(path, "now") == Answer("Done.")
    assert [one.exc_type for one in told] == [ValueError]


def test_each_wish_of_a_client_is_one_more_line(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    answer = Answer("Well.", figures='{"hops": 3}')
    with ControlSocket(path, inbox, name=lambda: "Mine."), answered(inbox, answer):
        assert raw(path, b"now\nname\n") == b"ok Well.\nMine.\n"
        assert raw(path, b"now\nfigures\nname\n") == b'ok Well.\n{"hops": 3}\nMine.\n'
        assert raw(path, b"now\ndance\nname\nname\n") == b"ok Well.\nMine.\n"
        told = ask(path, "now")
    assert told is not None and (told.listener, told.figures) == ("Mine.", '{"hops": 3}')


def test_only_its_owner_may_use_it(tmp_path: Path) -> None:
    path = tmp_path / "s"
    before = os.umask(0)
    try:
        with ControlSocket(path, RequestQueue()):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE((tmp_path / "s.lock").stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_what_a_dead_listener_left_behind_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    code = (
        "import os, sys; from pathlib import Path\n"
        "from edge_aac.control.control_socket import ControlSocket\n"
        "from edge_aac.control.request_queue import RequestQueue\n"
        "ControlSocket(Path(sys.argv[1]), RequestQueue()); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.exists()
    assert ask(path, "now") is None
    inbox = RequestQueue()
    with ControlSocket(path, inbox), answered(inbox):
        assert ask(path, "now") == Answer("Done.")


def test_a_live_listener_keeps_it(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox):
        with pytest.raises(EdgeAacError, match=r"Another edge-aac already takes commands at"):
            ControlSocket(path, RequestQueue())
        assert ask(path, "now") == Answer("Done.")
    with ControlSocket(path, inbox), answered(inbox):
        assert ask(path, "now") == Answer("Done.")


def test_what_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("dear diary", encoding="utf-8")
    with pytest.raises(EdgeAacError, match=r"something else lies there"):
        ControlSocket(path, RequestQueue())
    assert path.read_text(encoding="utf-8") == "dear diary"


@pytest.mark.parametrize("name", ["none/s", "x" * 200])
def test_a_socket_that_cannot_be_made_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(EdgeAacError, match=r"cannot be made \(.*\), .*--control-socket"):
        ControlSocket(tmp_path / name, RequestQueue())


def test_what_is_no_command_gets_a_sentence_and_reaches_nobody(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox):
        assert raw(path, b"dance\n").startswith(b"no There is no command dance.")
        assert raw(path, b"").startswith(b"no That is no command.")
        assert raw(path, b"\xff\x00\x1b[2J\n").startswith(b"no There is no command")
        assert raw(path, b"now now now\n").startswith(b"no Now takes nothing")
        assert raw(path, b"x" * 400 + b"\n").startswith(b"no That is too long")
    assert inbox.take() == []


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=700))
def test_garbage_harms_nothing(garbage_socket: tuple[Path, RequestQueue], garbage: bytes) -> None:
    path, _ = garbage_socket
    told = raw(path, garbage)
    assert told == b"" or (told[:3] in {b"ok ", b"no "} and told.endswith(b"\n"))
    assert len(told) <= LONGEST_ANSWER
    assert ask(path, "now") == Answer("Done.")


@pytest.fixture
def garbage_socket(tmp_path: Path) -> Iterator[tuple[Path, RequestQueue]]:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox):
        yield path, inbox


def test_a_client_that_says_nothing_or_dawdles_is_dropped(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox, read_seconds=0.2), answered(inbox) as verbs:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(PATIENCE)
            client.connect(str(path))
            assert client.recv(100) == b""
        # One byte now and then does not extend the time.
        assert raw(path, *[b"x"] * 8, pause=0.1) == b""

        def answer() -> Answer | None:
            # On a slow machine this client may be dropped for dawdling, too.
            with suppress(EdgeAacError):
                return ask(path, "now")
            return None

        until(lambda: answer() == Answer("Done."), "an answer")
    assert set(verbs) == {Verb.NOW}


def test_more_clients_than_there_is_room_for_are_told_so(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), ExitStack() as crowd:
        for _ in range(MOST_CLIENTS):
            client = crowd.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            client.connect(str(path))
            client.sendall(b"now\n")
        full = b"no Too many programs ask at once. Try again.\n"
        until(lambda: raw(path, b"") == full, "a refusal")
        inbox.close()


def idle(path: Path, crowd: ExitStack) -> socket.socket:
    """A client that is connected and says nothing."""
    client = crowd.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    client.settimeout(30.0)
    client.connect(str(path))
    return client


@pytest.mark.parametrize("count", [MOST_IDLE - 1, 20, 100])
def test_clients_who_say_nothing_keep_nobody_out(tmp_path: Path, count: int) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    # They may stay for as long as they like, so that none of them leaves by itself.
    with ControlSocket(path, inbox, read_seconds=3600.0), answered(inbox), ExitStack() as crowd:
        for _ in range(count):
            idle(path, crowd)
            assert ask(path, "now") == Answer("Done.")


def test_of_those_who_say_nothing_the_oldest_makes_room(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox, read_seconds=3600.0), answered(inbox), ExitStack() as crowd:
        first, second, *_ = [idle(path, crowd) for _ in range(MOST_IDLE)]
        idle(path, crowd)
        assert first.recv(100) == b"no Too many programs ask at once. Try again.\n"
        second.sendall(b"now\n")
        assert second.recv(100) == b"ok Done.\n"


def test_who_asks_the_name_gets_it_on_a_second_line_and_nobody_else_does(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    name = "Answered by process 7,\ninput dog\x1b[2J."
    shown = r"Answered by process 7, input dog\x1b[2J."
    with ControlSocket(path, inbox, name=lambda: name), answered(inbox):
        answer = ask(path, "now")
        assert answer is not None
        assert (answer.listener, answer.pid) == (shown, os.getpid())
        assert raw(path, b"now\n", b"name\n") == f"ok Done.\n{shown}\n".encode()
        assert raw(path, b"dance\nname\n").endswith(f"\n{shown}\n".encode())
        assert raw(path, b"now\n") == raw(path, b"now\nnow\n") == b"ok Done.\n"


def test_a_listener_that_knows_no_names_is_known_by_its_process(tmp_path: Path, crew: Crew) -> None:
    def talk(client: socket.socket) -> None:
        """As one of another age: it reads what comes and answers once."""
        client.recv(512)
        client.sendall(b"ok Done.\n")

    crew.serve(tmp_path / "s", talk)
    answer = ask(tmp_path / "s", "now")
    assert answer is not None and answer.text == "Done."
    assert (answer.listener, answer.pid) == ("", os.getpid())


def test_what_a_listener_answers_comes_out_as_one_line(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox, "Listening to a\x1b]0;b\x07\u202ec."):
        assert raw(path, b"status\n").decode() == "ok Listening to a\\x1b]0;b\\x07\\u202ec.\n"


def test_a_control_that_is_closed_leaves_nobody_waiting(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ExitStack() as crowd:
        with ControlSocket(path, inbox, read_seconds=3600.0, answer_seconds=3600.0):
            silent, asking = idle(path, crowd), idle(path, crowd)
            asking.sendall(b"now\n")
            deadline = time.monotonic() + 30.0
            while not (requests := inbox.take()):
                assert time.monotonic() < deadline
        assert silent.recv(100) == b""
        assert asking.recv(100) == b"no The listener is stopping.\n"
        requests[0].answer(Answer("Too late."))
    assert "control" not in {thread.name for thread in threading.enumerate()}


# Who is at the other end.

STRANGER = """
import os, socket, sys
os.chdir(sys.argv[1])
client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
client.settimeout(60.0)
if sys.argv[2] == "client":
    os.setuid(65534)
    client.connect("s")
    print(client.recv(1000).decode(), end="")
else:
    client.bind("s")
    os.chmod("s", 0o666)
    os.setuid(65534)
    client.listen()
    print("ready", flush=True)
    connection, _ = client.accept()
    print(len(connection.recv(1000)), flush=True)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="edge-aac-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@needs_root
def test_another_user_is_not_served_even_where_the_file_is_open_to_all(open_folder: Path) -> None:
    inbox, path = RequestQueue(), open_folder / "s"
    with ControlSocket(path, inbox), answered(inbox):
        path.chmod(0o666)
        told = subprocess.run(
            [sys.executable, "-c", STRANGER, str(open_folder), "client"],
            capture_output=True, text=True, check=True, timeout=120.0,
        )  # fmt: skip
        assert told.stdout == "no Only the user who started the listener may ask it.\n"
        assert ask(path, "now") == Answer("Done.")


@needs_root
def test_another_users_listener_is_not_asked_and_learns_nothing(open_folder: Path) -> None:
    command = [sys.executable, "-c", STRANGER, str(open_folder), "listener"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stranger:
        assert stranger.stdout is not None
        assert stranger.stdout.readline() == "ready\n"
        with pytest.raises(EdgeAacError, match=r"was started by another user"):
            ask(open_folder / "s", "mute")
        assert stranger.stdout.readline() == "0\n"


def test_both_ends_refuse_who_is_another_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox) as verbs:
        other = path.stat().st_uid + 1
        monkeypatch.setattr("edge_aac.control.peer.os.geteuid", lambda: other)
        assert raw(path, b"").startswith(b"no Only the user who started the listener")
        with pytest.raises(EdgeAacError, match=r"was started by another user"):
            ask(path, "mute")
    assert verbs == []


def test_where_the_system_does_not_tell_the_rights_of_the_file_alone_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(socket, "SO_PEERCRED", raising=False)
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox):
        answer = ask(path, "now")
        assert answer == Answer("Done.") and answer.pid is None


def test_a_listener_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox, answer_seconds=0.1):
        answer = ask(path, "mute")
        assert answer is not None and not answer.done
        assert answer.text.startswith("The listener has not answered")
    # Who was told so is not surprised by it later.
    assert inbox.take() == []


def test_an_answer_is_cut_to_its_bound(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox, "ä" * 10_000):
        told = raw(path, b"now\n")
        assert len(told) == LONGEST_ANSWER and told.endswith(b"\n")
        assert ask(path, "now") is not None


def test_who_hangs_up_before_the_answer_is_no_fault(tmp_path: Path) -> None:
    inbox, path = RequestQueue(), tmp_path / "s"
    with ControlSocket(path, inbox), answered(inbox):
        for _ in range(3 * MOST_CLIENTS):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.connect(str(path))
                client.sendall(b"now\n")
        until(lambda: ask(path, "now") == Answer("Done."), "an answer")


def test_it_may_be_closed_twice(tmp_path: Path) -> None:
    control = ControlSocket(tmp_path / "s", RequestQueue())
    control.close()
    control.close()


def test_where_nobody_listens_there_is_no_answer(tmp_path: Path) -> None:
    assert ask(tmp_path / "none", "now") is None
    assert ask(tmp_path / "none" / "none", "now") is None


def test_what_is_no_listener_gives_no_answer_but_a_sentence(tmp_path: Path, crew: Crew) -> None:
    path = tmp_path / "s"
    crew.serve(path, socket.socket.close)
    with pytest.raises(EdgeAacError, match=r"gave no answer|cannot be asked"):
        ask(path, "now")


# Where it lies.


def test_it_lies_in_the_runtime_folder_and_else_in_a_private_one(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    own = tmp_path / f"edge-aac-{os.getuid()}" / "edge-aac.sock"
    environ = {"XDG_RUNTIME_DIR": str(runtime)}
    assert socket_paths(AUTO, environ, tmp_path) == [runtime / "edge-aac.sock", own]
    assert socket_paths(AUTO, {}, tmp_path) == [own]
    assert socket_paths(AUTO, {"XDG_RUNTIME_DIR": "run"}, tmp_path) == [own]
    runtime.chmod(0o755)
    assert socket_paths(AUTO, environ, tmp_path) == [own]
    assert socket_paths(str(tmp_path / "s"), environ) == [tmp_path / "s"]
    assert socket_paths("", environ) == socket_paths("  ", environ) == []


def test_the_private_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    (path,) = socket_paths(AUTO, {}, tmp_path)
    prepare(path, AUTO)
    prepare(path, AUTO)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("trap", ["open", "link", "file"])
def test_a_folder_that_somebody_else_prepared_is_refused(tmp_path: Path, trap: str) -> None:
    (path,) = socket_paths(AUTO, {}, tmp_path)
    if trap == "open":
        path.parent.mkdir()
        path.parent.chmod(0o777)
    elif trap == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        path.parent.symlink_to(tmp_path / "elsewhere")
    else:
        path.parent.touch()
    with pytest.raises(EdgeAacError, match=r"is not yours alone|cannot be made"):
        prepare(path, AUTO)


def test_a_folder_that_the_person_named_is_theirs_to_judge(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    prepare(tmp_path / "s", str(tmp_path / "s"))
