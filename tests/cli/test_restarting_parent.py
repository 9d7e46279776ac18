"""The process above a listener that a person started, with real children that crash and hang."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_aac.cli.restarting_parent import SAME_SECONDS, end_once, needs_parent
from edge_aac.supervision.hang_watch import HUNG
from edge_aac.supervision.signs_of_life import ADDRESS
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.slow

PROGRAM = """
import os, signal, sys, time, tty
from pathlib import Path
from edge_aac.cli.restarting_parent import aside, end_once, listen_again
from edge_aac.supervision import restarts
restarts.FIRST_SECONDS = 0.3
for number in (signal.SIGINT, signal.SIGQUIT):  # a shell may have them ignored in the background
    signal.signal(number, signal.SIG_DFL)
if os.isatty(0):
    os.open(os.ttyname(0), os.O_RDWR)  # the leader of a session gets it as its terminal
begun, *ends = sys.argv[1:]

def listen():
    with open(begun, "a") as file:
        print(os.getpid(), file=file)
    number = len(Path(begun).read_text().splitlines())
    end = ends[number - 1]
    if os.isatty(0):
        tty.setcbreak(0)
    if end.startswith("-"):
        os.kill(os.getpid(), -int(end))
    if end == "wait":
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, end_once())
        try:
            Path(begun + ".ready").touch()
            while True:
                time.sleep(0.05)  # a signal just before a long sleep would wait for its end
        except KeyboardInterrupt:
            time.sleep(0.2)  # it takes a while to end, and is not disturbed
            return 5
    os._exit(int(end))

def restarting(code, restarts):
    print(code, restarts.in_a_row, flush=True)
    if restarts.in_a_row == 2:
        aside(lambda: print("aside", flush=True))

sys.exit(listen_again(listen, restarting, lambda: print("stopped", flush=True)))
"""


class Started:
    """A parent whose children end as they are told, one after another."""

    def __init__(self, folder: Path, *ends: int | str, stdin: int = subprocess.DEVNULL) -> None:
        self._begun = folder / "begun"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self._begun), *map(str, ends)],
            stdin=stdin, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    @property
    def children(self) -> list[int]:
        """The processes of those that began."""
        return [int(one) for one in self._begun.read_text().split()]

    def ready(self) -> None:
        """Wait until the one that waits can be ended."""
        until((self._begun.parent / "begun.ready").exists, "a child")

    def end(self) -> tuple[int, list[str]]:
        """How it ended, and what it said."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out.splitlines()

    def stop(self) -> None:
        """Leave nothing behind where a test failed halfway."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    """Start a parent whose children end in these ways."""
    with contextlib.ExitStack() as stack:

        def start(*ends: int | str, stdin: int = subprocess.DEVNULL) -> Started:
            one = Started(tmp_path, *ends, stdin=stdin)
            stack.callback(one.stop)
            return one

        yield start


@pytest.mark.parametrize("code", [0, 1, 2])
def test_after_a_crash_and_a_hang_the_next_begins_and_the_last_ones_code_is_kept(
    started: Callable[..., Started], code: int
) -> None:
    one = started(-signal.SIGKILL, HUNG, code)
    ended, said = one.end()
    assert ended == code
    assert sorted(said) == sorted([f"-{signal.SIGKILL} 1", f"{HUNG} 2", "aside"])
    assert len(set(one.children)) == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP])
def test_a_signal_that_a_person_sends_ends_both_alike(
    started: Callable[..., Started], number: signal.Signals
) -> None:
    one = started(-number)
    assert one.end() == (-number, [])


@pytest.mark.parametrize("whom", ["the parent", "the child", "both"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_gets_the_signal_both_end_once_with_the_childs_code(
    started: Callable[..., Started], number: signal.Signals, whom: str
) -> None:
    one = started("wait")
    one.ready()
    if whom == "both":
        os.killpg(one.process.pid, number)
    else:
        os.kill(one.process.pid if whom == "the parent" else one.children[0], number)
    assert one.end() == (5, [])


def test_a_person_can_end_it_between_two_listeners(started: Callable[..., Started]) -> None:
    one = started(*[-signal.SIGKILL] * 99)
    assert one.process.stdout is not None
    while not one.process.stdout.readline().startswith(f"-{signal.SIGKILL} 4"):
        pass
    one.process.terminate()
    code, said = one.end()
    assert (code, said[-1:]) == (0, ["stopped"])


def test_the_terminal_is_as_it_was_after_each_and_ctrl_c_ends_both(
    started: Callable[..., Started],
) -> None:
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    one = started(-signal.SIGKILL, "wait", stdin=slave)
    one.ready()
    assert termios.tcgetattr(slave) != before
    os.kill(one.children[-1], signal.SIGKILL)
    assert one.process.stdout is not None
    while not one.process.stdout.readline().endswith(" 2\n"):
        pass
    assert termios.tcgetattr(slave) == before
    one.process.kill()
    one.end()
    os.close(master)
    os.close(slave)


def test_ctrl_c_at_the_terminal_ends_both_once(started: Callable[..., Started]) -> None:
    master, slave = pty.openpty()
    one = started("wait", stdin=slave)
    one.ready()
    os.write(master, b"\x03")
    assert one.end() == (5, [])
    os.close(master)
    os.close(slave)


def test_two_signals_at_once_are_one_and_later_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("edge_aac.cli.restarting_parent.time.monotonic", lambda: now[0])
    end = end_once()
    with pytest.raises(KeyboardInterrupt):
        end(signal.SIGTERM, None)
    end(signal.SIGTERM, None)
    now[0] = 2.0 * SAME_SECONDS
    with pytest.raises(KeyboardInterrupt):
        end(signal.SIGINT, None)


def test_what_a_service_manager_started_or_nobody_at_a_terminal_needs_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, other = str(os.getpid()), str(os.getpid() + 1)
    monkeypatch.setattr("edge_aac.cli.restarting_parent.os.isatty", lambda number: number == 1)
    assert needs_parent({})
    # A terminal of a desktop that systemd started.
    assert needs_parent({"SYSTEMD_EXEC_PID": other, "INVOCATION_ID": "1"})
    assert not needs_parent({"SYSTEMD_EXEC_PID": own})
    assert not needs_parent({ADDRESS: "/run/notify"})
    monkeypatch.setattr("edge_aac.cli.restarting_parent.os.isatty", lambda number: False)  # noqa: ARG005
    assert not needs_parent({})
