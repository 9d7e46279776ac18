"""Keys at a real terminal: what they ask for, and that the terminal is given back as it was."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.answers.wording import load_wording
from edge_aac.control.keys import KEYS, command_of, in_front, plain_keys
from edge_aac.types import Verb
from tests.waiting import PATIENCE, until

HELP = load_wording().keys(KEYS)
PROGRAM = """
import os, signal, sys, time
os.open(os.ttyname(0), os.O_RDWR)  # the leader of a session gets it as its terminal
from edge_aac.control.keys import KEYS, Keys
from edge_aac.answers.wording import load_wording
# A shell without a terminal has what it starts in the background ignore SIGINT and SIGQUIT.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.default_int_handler)
for number in (signal.SIGQUIT, signal.SIGHUP):  # nohup has this one ignored
    signal.signal(number, signal.SIG_DFL)
def put(command):
    print(command.verb.value, flush=True)
    if command.verb.value == "status" and how == "fault":
        os.kill(os.getpid(), signal.SIGUSR2)
def fail(*_):
    raise ValueError("a fault")
signal.signal(signal.SIGUSR2, fail)
how = sys.argv[1]
with Keys(put, sys.stdin, load_wording().keys(KEYS)):
    print("ready", flush=True)
    if how == "exit":
        time.sleep(0.2)
        sys.exit(3)
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        time.sleep(0.01)
"""


class Terminal:
    """A terminal with a program in front of it."""

    def __init__(self, how: str = "wait") -> None:
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, how],
            stdin=self.slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    @property
    def line_by_line(self) -> bool:
        """Whether it waits for Enter and shows what is typed, as a shell's terminal does."""
        flags = termios.tcgetattr(self.slave)[3]
        return bool(flags & termios.ICANON) and bool(flags & termios.ECHO)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGCONT)
        self.process.kill()
        self.process.communicate()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    one = Terminal()
    yield one
    one.close()


def test_each_verb_has_one_letter_and_enter_is_now() -> None:
    assert sorted(KEYS.values()) == sorted(verb for verb in Verb if not verb.names_sound)
    assert all(len(key) == 1 and key.isalpha() and key.islower() for key in KEYS)
    for enter in "\n\r":
        command = command_of(enter)
        assert command is not None and command.verb is Verb.NOW
    assert command_of("x") is None
    assert all(f"{key} is {verb.value}" in HELP for key, verb in KEYS.items())
    german = load_wording("de").keys(KEYS)
    assert all(f"{key}: " in german for key in KEYS)


@pytest.mark.parametrize(
    ("typed", "keys", "begun"),
    [
        ("w", "w", ""),
        ("\x1b[A", "", ""),  # an arrow, whose last character is a letter
        ("w\x1b[1;5Cm\x1bOPr\x1b[15~", "wmr", ""),  # with Ctrl, and two function keys
        ("\x1bmr", "r", ""),  # Alt
        ("w\x1b", "w", "\x1b"),
        ("w\x1b[1;", "w", "\x1b[1;"),
        ("\x1bO", "", "\x1bO"),
        ("\x1b\x1b[A", "", "\x1b"),
    ],
)
def test_keys_of_several_characters_are_no_letters(typed: str, keys: str, begun: str) -> None:
    assert plain_keys(typed) == (keys, begun)


@given(st.text("\x1b[O;15~AMm", max_size=12), st.integers(0, 12))
def test_a_key_that_comes_in_two_pieces_is_the_same_key(typed: str, cut: int) -> None:
    first, begun = plain_keys(typed[:cut])
    second, rest = plain_keys(begun + typed[cut:])
    assert (first + second, rest) == plain_keys(typed)


@pytest.mark.slow
def test_keys_are_commands_at_once_and_nothing_else_is(terminal: Terminal) -> None:
    assert not terminal.line_by_line
    terminal.press("w")
    assert terminal.line() == "why"
    terminal.press("\x1b[A")
    terminal.press("x5é")
    terminal.press("M\n")
    assert [terminal.line(), terminal.line()] == ["mute", "now"]


@pytest.mark.slow
def test_a_question_mark_tells_the_keys(terminal: Terminal) -> None:
    terminal.press("?u")
    assert terminal.line() == "unmute"
    terminal.process.terminate()
    _, told = terminal.process.communicate(timeout=PATIENCE)
    assert f"{HELP}\n" in told


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda n: n.name
)
@pytest.mark.slow
def test_the_terminal_is_given_back_on_every_signal(
    terminal: Terminal, number: signal.Signals
) -> None:
    assert not terminal.line_by_line
    terminal.process.send_signal(number)
    terminal.process.communicate(timeout=PATIENCE)
    assert terminal.process.returncode != 0
    assert termios.tcgetattr(terminal.slave) == terminal.before


@pytest.mark.parametrize("how", ["exit", "fault"])
@pytest.mark.slow
def test_the_terminal_is_given_back_at_the_end_and_after_a_fault(how: str) -> None:
    terminal = Terminal(how)
    try:
        if how == "fault":
            terminal.press("t")
        terminal.process.communicate(timeout=PATIENCE)
        assert terminal.process.returncode == (3 if how == "exit" else 1)
        assert termios.tcgetattr(terminal.slave) == terminal.before
    finally:
        terminal.close()


SHELL = """
import os, signal, subprocess, sys
os.open(os.ttyname(0), os.O_RDWR)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
def group():
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], "wait"], preexec_fn=group)
os.waitpid(child.pid, os.WUNTRACED)
os.tcsetpgrp(0, os.getpgrp())
print("stopped", flush=True)
sys.stdin.readline()
os.tcsetpgrp(0, child.pid)
os.kill(child.pid, signal.SIGCONT)
print("continued", flush=True)
child.wait()
"""


@pytest.mark.slow
def test_a_program_that_is_stopped_gives_the_terminal_back_and_takes_it_again() -> None:
    """Ctrl-Z, then fg, as a shell does it."""
    master, slave = pty.openpty()
    shell = subprocess.Popen(
        [sys.executable, "-c", SHELL, PROGRAM.replace("os.open(os.ttyname(0), os.O_RDWR)", "")],
        stdin=slave, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert shell.stdout is not None
        assert shell.stdout.readline() == "ready\n"
        assert not termios.tcgetattr(slave)[3] & termios.ICANON
        os.write(master, b"\x1a")
        assert shell.stdout.readline() == "stopped\n"
        assert termios.tcgetattr(slave)[3] & termios.ICANON
        os.write(master, b"x\n")
        assert shell.stdout.readline() == "continued\n"
        until(lambda: not termios.tcgetattr(slave)[3] & termios.ICANON, "the keys")
        os.write(master, b"r")
        assert shell.stdout.readline() == "repeat\n"
        os.write(master, b"\x03")
        shell.wait(PATIENCE)
        assert termios.tcgetattr(slave)[3] & termios.ICANON
    finally:
        shell.kill()
        shell.communicate()
        os.close(master)
        os.close(slave)


def test_only_who_sits_in_front_of_the_terminal_is_read() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as stream:
        assert not in_front(stream)
    os.close(write)
    master, slave = pty.openpty()
    with os.fdopen(slave) as stream:  # a terminal, but not the one of this process
        assert not in_front(stream)
    os.close(master)
    assert not [one for one in threading.enumerate() if one.name == "keys"]


LISTEN = """
import os, sys
os.open(os.ttyname(0), os.O_RDWR)
from edge_aac.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_keys_command_the_listener_of_the_command_line(tiny_bundle: Path) -> None:
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    line = ["listen", "--input", "demo", "--no-speech", "--no-control"]
    process = subprocess.Popen(
        [sys.executable, "-c", LISTEN, *line, "--model", str(tiny_bundle)],
        stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert "demonstration" in process.stdout.readline()
    assert "Listening to" in process.stdout.readline()
    os.write(master, b"m")
    told = process.stdout.readline()
    while "Muted. I announce only hazard alarms." not in told:
        assert told
        told = process.stdout.readline()
    process.terminate()
    _, fault = process.communicate(timeout=PATIENCE)
    assert (process.returncode, fault) == (0, "")
    assert termios.tcgetattr(slave) == before
    os.close(master)
    os.close(slave)
