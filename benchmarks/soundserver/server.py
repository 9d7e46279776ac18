"""A sound server without a sound card: null sinks to play into and to record from.

In: the sinks' names and rates. Out: a private PulseAudio; what is played into a sink,
its monitor gives. Needs the Debian packages pulseaudio, pulseaudio-utils and
libasound2-plugins.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
START_SECONDS = 30.0


def missing_programs() -> list[str]:
    """What would have to be installed first."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class SoundServer:
    """PulseAudio in a folder of its own; start it, or use it as a context manager.

    It can be killed, stopped and started again like a real one.

    Parameters
    ----------
    folder : Path
        Holds its socket and its log. The path of a socket must be short.
    sinks : mapping
        Name -> samples per second, mono.
    defaults : mapping
        `PULSE_SOURCE` and `PULSE_SINK` of who is led here.
    """

    def __init__(self, folder: Path, sinks: Mapping[str, int], defaults: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._socket = folder / "native"
        self._log = folder / "log"
        self._sinks = sinks
        self._process: subprocess.Popen[bytes] | None = None
        self.variables = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            **defaults,
        }
        """What leads a program here."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program that is led here."""
        return {**os.environ, **self.variables}

    def __enter__(self) -> SoundServer:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises
        ------
        TimeoutError
            It does not; the message holds the end of its log.
        """
        self._socket.unlink(missing_ok=True)
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            *(" ".join(_null_sink(name, rate)) for name, rate in self._sinks.items()),
        ]
        loads = [word for module in modules for word in ("-L", module)]
        # As root in a container it warns on standard error and works.
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["pulseaudio", *_OPTIONS, *loads],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while self._run("pactl", "info").returncode != 0:
            if time.monotonic() > deadline:
                self.close()
                raise TimeoutError(f"PulseAudio did not start: {self._log.read_text()[-500:]}")
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; after SIGKILL it is gone."""
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait(10)

    def unplug(self, name: str) -> None:
        """Take a sink away, or a microphone that was plugged in; its streams are moved."""
        for line in self.asked("list", "short", "modules").splitlines():
            words = line.split()  # PipeWire writes what a module is given on several lines
            if f"sink_name={name}" in words or f"source_name={name}" in words:
                self.asked("unload-module", words[0])

    def plug(self, name: str, microphone: bool = False) -> None:
        """Bring a sink back, or plug a microphone in that hears nothing."""
        if microphone:
            self.asked("load-module", "module-null-source", f"source_name={name}")
        else:
            self.asked("load-module", *_null_sink(name, self._sinks[name]))

    def move_recordings(self, source: str) -> None:
        """Move every recording to another source."""
        for line in self.asked("list", "short", "source-outputs").splitlines():
            self.asked("move-source-output", line.split()[0], source)

    def move_players(self, sink: str) -> None:
        """Have everything that is played heard from another sink."""
        for line in self.asked("list", "short", "sink-inputs").splitlines():
            self.asked("move-sink-input", line.split()[0], sink)

    def close(self) -> None:
        """End it, also where it is stopped and would hear nothing gentler."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)

    def play(self, path: Path, sink: str = "room") -> None:
        """Play a file into a sink, until its end."""
        self._run("paplay", f"--device={sink}", str(path)).check_returncode()

    def record(self, path: Path, sink: str = "ear") -> subprocess.Popen[bytes]:
        """Record a sink into a raw file of 16 kHz, until the process is ended."""
        with path.open("wb") as file:
            return subprocess.Popen(
                ["parec", f"--device={sink}.monitor", *_RECORDING],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.DEVNULL,
            )

    def asked(self, *words: str) -> str:
        """What it says to a request; raises where it refuses."""
        done = self._run("pactl", *words)
        done.check_returncode()
        return done.stdout.decode()

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            words, env=self.environment, capture_output=True, check=False, timeout=60
        )


def _null_sink(name: str, rate: int) -> tuple[str, ...]:
    return "module-null-sink", f"sink_name={name}", f"rate={rate}", "channels=1"


_OPTIONS = (
    "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
    "--realtime=no", "--high-priority=no",
)  # fmt: skip
_RECORDING = (
    "--raw", "--format=s16le", "--channels=1", f"--rate={SAMPLE_RATE}", "--latency-msec=20",
)  # fmt: skip


def room_and_ear(folder: Path) -> SoundServer:
    """A server whose microphone hears the sink `room`, and whose earpiece is the sink `ear`."""
    return SoundServer(
        folder,
        {"room": SAMPLE_RATE, "ear": 48_000},
        {"PULSE_SOURCE": "room.monitor", "PULSE_SINK": "ear"},
    )


def recorded(path: Path) -> FloatArray:
    """The samples of a raw recording, shape (n,), float32."""
    data = path.read_bytes()
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
    return np.asarray(samples / np.float32(32_768), np.float32)
