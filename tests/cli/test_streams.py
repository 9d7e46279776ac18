"""Standard streams that are closed, and readers that leave: what ends a listener and what not."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import soundfile

SECONDS = 300.0
"""Until a test that waits in vain fails."""
LISTEN = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--no-speech"]
FIRST = "import os, sys; os.open(os.ttyname(1), os.O_RDWR); os.execv(sys.argv[1], sys.argv[1:])"
"""The leader of a session gets the terminal that it opens as its own."""
GOES_ON = "edge-aac: My text output is gone. I keep listening.\n"
ENDS = (
    "edge-aac: The program that read the JSON lines is gone, so I stop listening. "
    "Start both again.\n"
)


def alarm() -> bytes:
    """Three seconds of a smoke alarm's tone, as standard input takes it: lines come of it."""
    time = np.arange(3 * 16_000) / 16_000
    return bytes((0.4 * np.sin(2 * np.pi * 3_100 * time) * 32_767).astype("<i2").tobytes())


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


# Closed from the start.

CLOSED = [set(some) for count in range(4) for some in combinations((0, 1, 2), count)]
PROGRAM = """
import os, stat, sys
from edge_aac.cli.streams import prepare
prepare()
number = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
null = os.stat(os.devnull).st_rdev
nulls = [n for n in (0, 1, 2) if os.fstat(n).st_rdev == null]
print("out", flush=True)
print("err", file=sys.stderr, flush=True)
os.write(number, f"{number > 2} {nulls} {[os.get_inheritable(n) for n in nulls]}".encode())
"""


@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_a_closed_stream_is_the_null_device_and_no_file_takes_its_number(
    tmp_path: Path, closed: set[int]
) -> None:
    shut = " ".join(("<&-", ">&-", "2>&-")[number] for number in sorted(closed))
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {shut}', "sh", sys.executable, "-c", PROGRAM, tmp_path / "f"],
        input="", capture_output=True, text=True, check=True, timeout=SECONDS,
    )  # fmt: skip
    told = (tmp_path / "f").read_text(encoding="utf-8")
    assert told == f"True {sorted(closed)} {[True] * len(closed)}"
    assert done.stdout == ("" if 1 in closed else "out\n")
    assert done.stderr == ("" if 2 in closed else "err\n")


@pytest.mark.slow
def test_a_fault_never_lands_among_json_lines(tiny_bundle: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edge_aac", "caption", "--json", str(tmp_path / "none.wav")]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *command, "--model", str(tiny_bundle)],
        stdout=subprocess.PIPE, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")


# Names with characters that a terminal obeys.


@pytest.mark.slow
def test_a_name_never_reaches_the_terminal_as_more_than_text(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "dog\x1b[2J\nedge-aac: all is well\u202e.wav"
    shown = f"{tmp_path}/dog\\x1b[2J\\nedge-aac: all is well\\u202e.wav"
    odd.write_bytes(b"")
    command = [sys.executable, "-m", "edge_aac", "caption", "--model", str(tiny_bundle), str(odd)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=SECONDS,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and shown in done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", "settings", "--toml", "--input", "a\x1b\u202e\x9f\xadb"],
        capture_output=True, text=True, check=True, timeout=SECONDS,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert 'input = "a\\u001b\\u202e\\u009f\\u00adb"\n' in done.stdout
    saved = tmp_path / "saved.toml"
    saved.write_text(done.stdout, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", "settings", "--config", str(saved)],
        capture_output=True, text=True, check=True, timeout=SECONDS,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert f"audio.input = a\\x1b\\u202e\\u009f\\u00adb (file {saved})\n" in done.stdout


# Readers that leave.


@dataclass
class Listening:
    """A listener whose lines one end reads."""

    process: subprocess.Popen[bytes]
    end: int

    def leave(self) -> None:
        """Read the first line, and go."""
        told = b""
        while b"\n" not in told:
            told += os.read(self.end, 1)
        assert b"istening" in told
        os.close(self.end)

    def hear_out(self) -> tuple[int, str]:
        """Let it hear an alarm and the end of its input; how it ended, and its faults."""
        _, faults = self.process.communicate(alarm(), SECONDS)
        return self.process.returncode, faults.decode()


@contextmanager
def listening(kind: str, *words: str, terminal: bool = False) -> Iterator[Listening]:
    """A listener that prints into a pipe, a socket or a terminal."""
    if kind == "pipe":
        end, theirs = os.pipe()
    elif kind == "socket":
        end, theirs = (one.detach() for one in socket.socketpair())
    else:
        end, theirs = pty.openpty()
    command = [*LISTEN, *words]
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST, *command] if terminal else command,
        stdin=subprocess.PIPE, stdout=theirs, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Listening(process, end)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("kind", ["pipe", "socket", "terminal"])
@pytest.mark.slow
def test_text_that_nobody_reads_any_more_ends_no_listener(tiny_bundle: Path, kind: str) -> None:
    with listening(kind, "--model", str(tiny_bundle)) as one:
        one.leave()
        assert one.hear_out() == (0, GOES_ON)


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.slow
def test_a_listener_outlives_the_terminal_it_was_started_in(
    tiny_bundle: Path, words: tuple[str, ...]
) -> None:
    # When its terminal is closed the kernel sends it SIGHUP.
    with listening("terminal", *words, "--model", str(tiny_bundle), terminal=True) as one:
        one.leave()
        assert one.hear_out() == (0, GOES_ON)


@pytest.mark.slow
def test_a_listener_with_keys_outlives_its_terminal_and_ends_when_asked(tiny_bundle: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--no-speech"]
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST, *command, "--model", str(tiny_bundle)],
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        assert b"demonstration" in os.read(ours, 1000)
        os.close(ours)
        assert process.stderr is not None
        assert process.stderr.readline() == GOES_ON
        process.send_signal(signal.SIGTERM)
        _, faults = process.communicate(timeout=SECONDS)
        assert (process.returncode, faults) == (0, "")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("kind", ["pipe", "socket"])
@pytest.mark.slow
def test_a_program_that_read_json_and_left_ends_the_listener(tiny_bundle: Path, kind: str) -> None:
    with listening(kind, "--json", "--model", str(tiny_bundle)) as one:
        one.leave()
        assert one.hear_out() == (1, ENDS)


@pytest.mark.slow
def test_who_stops_the_reader_and_the_listener_gets_exit_code_0(tiny_bundle: Path) -> None:
    with listening("pipe", "--json", "--model", str(tiny_bundle)) as one:
        one.leave()
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(SECONDS) == 0
        assert one.process.stderr is not None and one.process.stderr.read() == b""


@pytest.mark.slow
def test_a_reader_of_another_verb_may_leave_without_a_word() -> None:
    command = [sys.executable, "-m", "edge_aac", "settings"]
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | head -n 1', "sh", *command],
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")


# What C libraries write by themselves.

LIBRARY = """
import ctypes, sys, warnings
from edge_aac.cli.streams import prepare, separate
prepare()
separate()
separate()
libc = ctypes.CDLL(None)
libc.perror(b"a library")
print("ours: caf\\udce9", file=sys.stderr)
libc.perror(b"a library")
raise ValueError("ours as well")
"""


def _errors(command: list[str]) -> str:
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, timeout=SECONDS)
    return done.stderr.decode()


def test_what_libraries_write_goes_nowhere_and_our_own_words_are_kept() -> None:
    told = _errors([sys.executable, "-c", LIBRARY])
    assert told.startswith("ours: caf\\udce9\nTraceback") and told.endswith("ours as well\n")
    assert "a library" not in told


def test_who_looks_for_a_fault_in_a_library_sees_what_it_writes() -> None:
    told = _errors([sys.executable, "-X", "dev", "-c", LIBRARY])
    assert told.count("a library: ") == 2


@pytest.mark.slow
def test_of_a_damaged_mp3_the_decoders_own_lines_are_not_shown(
    tmp_path: Path, tiny_bundle: Path
) -> None:
    path = tmp_path / "damaged.mp3"
    noise = 0.1 * np.random.default_rng(1).standard_normal(5 * 44_100)
    soundfile.write(path, noise, 44_100)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half : half + 2_000] = bytes(range(200)) * 10
    path.write_bytes(bytes(data))
    command = [sys.executable, "-m", "edge_aac", "caption", "--model", str(tiny_bundle), str(path)]
    assert [line[:10] for line in _errors(command).splitlines()] in ([], ["edge-aac: "])
    told = _errors([sys.executable, "-X", "dev", "-W", "ignore", *command[1:]])
    assert "mpg123" in told or "Illegal Audio-MPEG-Header" in told
