"""One listener in the scene, with a fault in wait: what it prints and when, what is heard and when.

In: the scene, a fault, a microphone. Out: times since the fault struck. Never does: judging.
"""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from benchmarks.faults.scene import Scene
from benchmarks.faults.service_manager import ServiceManager
from benchmarks.soundserver.recording import first_sound, signal_and_words
from edge_aac.control.socket_client import ask
from edge_aac.types import HOP_SAMPLES

PATIENCE = 60.0
"""Seconds until what does not come is given up."""
QUIET_SECONDS = 3.0
"""Of the start, in which the second voice gets ready and nothing may fail yet."""
DRAINED_SECONDS = 0.25
"""Sound that was in the device already is no sign of life."""
_LOOK_SECONDS = 0.01
_COMMON = ("--json", "--control", "--output-device", "pulse", "--no-keys")
_AT_TERMINAL = (
    "import os, sys; os.open(os.ttyname(0), os.O_RDWR); os.execv(sys.argv[1], sys.argv[1:])"
)
"""The leader of a session gets the terminal that it opens as its own."""


class Start(Enum):
    """Who starts a listener."""

    PROGRAM = "a program"
    MANAGER = "a stand-in for systemd, with the unit's command line and times"
    TERMINAL = "a person at a terminal"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was printed."""

    at: float
    """On `time.monotonic`."""
    fields: dict[str, Any]

    @property
    def detail(self) -> str:
        """What a status says."""
        return str(self.fields.get("detail", ""))


class Run:
    """A listener from its start to its end."""

    def __init__(
        self, scene: Scene, fault: str, microphone: str, start: Start = Start.PROGRAM
    ) -> None:
        self.scene = scene
        self._start = start
        program = [sys.executable, "-m", "benchmarks.faults.struck", fault]
        arguments = [*_COMMON, "--input", microphone]
        # Into a file: a listener outlives its terminal, but not a pipe's reader.
        self._out = scene.folder / "lines.jsonl"
        self._out.write_bytes(b"")
        self._ends = ExitStack()
        self._manager: ServiceManager | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if start is Start.MANAGER:
            self._manager = ServiceManager(program, arguments, scene.server.environment, self._out)
            self._ends.callback(self._manager.close)
        elif start is Start.TERMINAL:
            self._process = self._by_hand([*program, "listen", *arguments])
        else:
            self._process = self._launch([*program, "listen", *arguments], subprocess.DEVNULL)
        self._lines: list[Line] = []
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.struck_at = 0.0
        self._before = 0
        try:
            self.begin()
        except BaseException:
            self.close()
            raise

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """What was started."""
        process = self._process if self._manager is None else self._manager.process
        assert process is not None
        return process

    @property
    def listener(self) -> int:
        """The process that listens just now."""
        pid = self.process.pid
        if self._start is not Start.TERMINAL:
            return pid
        return next(iter(_children(pid)), pid)

    def begin(self) -> None:
        """Wait until it listens, its voice can speak, and the second one is ready to.

        Raises
        ------
        TimeoutError
            That does not come.
        """
        self.until(lambda: bool(self._lines) and len(self.voices()) == 2, "a listener")
        self.until(self._idle, "two voices at rest")
        time.sleep(QUIET_SECONDS)

    def strike(self, blow: Callable[[], object]) -> None:
        """Let something fail now."""
        self._before = len(self._lines)
        self.struck_at = time.monotonic()
        blow()

    def signal(self, number: signal.Signals = signal.SIGUSR2) -> None:
        """Send the listener a signal; without one, that on which the fault strikes."""
        os.kill(self.listener, number)

    def voices(self) -> list[int]:
        """Its voices' processes."""
        children = _children(self.listener)
        return [one for one in children if "edge_aac.speech.voice" in _command(one)]

    def speaking(self) -> int:
        """The voice that has the earpiece."""
        return next(one for one in self.voices() if one in self.scene.players())

    def line(self, true: Callable[[Line], bool], seconds: float = PATIENCE) -> Line | None:
        """The first line since the fault for which that holds; None where none comes in time."""
        found: list[Line] = []

        def look() -> bool:
            found.extend(one for one in self._lines[self._before :] if true(one))
            return bool(found)

        with contextlib.suppress(TimeoutError):
            self.until(look, "a line", seconds)
        return found[0] if found else None

    def says(self, beginning: str, seconds: float = PATIENCE) -> Line | None:
        """The first status since the fault that begins so."""
        return self.line(lambda one: one.detail.startswith(beginning), seconds)

    def lines(self) -> list[Line]:
        """All its lines since the fault."""
        return self._lines[self._before :]

    @property
    def starts(self) -> int:
        """How often it was started."""
        return 1 if self._manager is None else self._manager.count

    def printed(self) -> list[str]:
        """What its lines said since the fault."""
        texts = (one.detail or one.fields.get("text", "") for one in self._lines[self._before :])
        return [one for one in texts if one]

    def heard(self, since: float, seconds: float) -> float | None:
        """When something was first heard since then [s]; waits so long for it."""
        self.scene.ear.catch_up(time.monotonic(), PATIENCE)
        end = time.monotonic() + seconds
        while True:
            sound = first_sound(self.scene.ear.since(since + DRAINED_SECONDS))
            if sound == sound:  # noqa: PLR0124 - a number
                return DRAINED_SECONDS + sound
            if time.monotonic() > end:
                return None
            time.sleep(0.1)

    def alarm_heard(self, since: float, seconds: float) -> tuple[float, float] | None:
        """When a first signal of a hazard and its words were heard [s]; waits so long for it.

        A signal may come twice, by itself and with the words.
        """
        began = self.heard(since, seconds)
        if began is None:
            return None
        time.sleep(4.0)
        self.scene.ear.catch_up(time.monotonic(), PATIENCE)
        signal, words = signal_and_words(self.scene.ear.since(since))
        return min(began, signal), words

    def figures(self) -> dict[str, Any]:
        """How the listener says that it is."""
        folder = Path(self.scene.server.variables["XDG_RUNTIME_DIR"])
        answer = ask(folder / "edge-aac.sock", "status")
        return {} if answer is None else dict(json.loads(answer.figures))

    def lost(self) -> int:
        """How many blocks of sound it lost or skipped so far."""
        figures = self.figures()
        return -(-int(figures["dropped_samples"]) // HOP_SAMPLES) + int(figures["skipped_blocks"])

    def code(self, seconds: float = PATIENCE) -> int | None:
        """Its exit code; None where it does not end."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End it, whatever became of it."""
        voices = self.voices() if self.process.poll() is None else []
        self._ends.close()
        if self.process.poll() is None:
            self.process.terminate()
            if self.code(10.0) is None:
                print("  It had to be killed.", file=sys.stderr, flush=True)
                self.process.kill()
                self.process.wait()
        self._over.set()
        self._reader.join()
        for one in voices:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def until(self, true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait until it is so.

        Raises
        ------
        TimeoutError
            It is not in time.
        """
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"Waited in vain for {what}.")
            time.sleep(_LOOK_SECONDS)

    def _idle(self) -> bool:
        """Whether all its voices wait, having rendered what an alarm may need."""
        before = [_ticks(one) for one in self.voices()]
        time.sleep(1.0)
        after = [_ticks(one) for one in self.voices()]
        return len(before) == len(after) == 2 and all(
            b - a < 15 for a, b in zip(before, after, strict=True)
        )

    def _by_hand(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        """A listener with a terminal of its own."""
        ends = pty.openpty()
        for end in ends:
            self._ends.callback(os.close, end)
        command = [sys.executable, "-c", _AT_TERMINAL, *words]
        return self._launch(command, ends[1], start_new_session=True)

    def _launch(
        self, command: Sequence[str], stdin: int, start_new_session: bool = False
    ) -> subprocess.Popen[bytes]:
        with self._out.open("ab") as file:
            return subprocess.Popen(
                command,
                env=self.scene.server.environment,
                stdin=stdin,
                stdout=file,
                stderr=subprocess.DEVNULL,
                start_new_session=start_new_session,
            )

    def _read(self) -> None:
        rest = b""
        with self._out.open("rb") as file:
            over = False
            while not over:
                over = self._over.wait(_LOOK_SECONDS)
                *whole, rest = (rest + file.read()).split(b"\n")
                self._lines += [Line(time.monotonic(), json.loads(line)) for line in whole]


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for path in found for one in path.read_text().split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def _ticks(pid: int) -> int:
    """Processor time of a process, in hundredths of a second."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 1 << 30
    return int(fields[11]) + int(fields[12])
