"""A sound server without a sound card: null sinks to play into and to record from.

In: nothing. Out: a private PulseAudio with two sinks, `room` (what is played there the
microphone hears) and `ear` (what the voice plays there is recorded). Needs the Debian
packages pulseaudio, pulseaudio-utils and libasound2-plugins.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np

from edge_aac.types import SAMPLE_RATE, FloatArray

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")


def missing_programs() -> list[str]:
    """What would have to be installed first."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


_SETUP = (
    "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no",
    "-L", "module-native-protocol-unix",
    "-L", "module-null-sink sink_name=room rate=16000 channels=1",
    "-L", "module-null-sink sink_name=ear rate=48000 channels=1",
)  # fmt: skip
_RECORDING = (
    "--device=ear.monitor", "--format=s16le", "--channels=1", f"--rate={SAMPLE_RATE}",
    "--latency-msec=20",
)  # fmt: skip


class SoundServer:
    """PulseAudio in a folder of its own; use as a context manager.

    Parameters
    ----------
    folder : Path
        Holds its sockets and state.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_SOURCE": "room.monitor",
            "PULSE_SINK": "ear",
        }
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> SoundServer:
        self._server = subprocess.Popen(
            ["pulseaudio", *_SETUP],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20.0
        while self._command("pactl", "info").returncode != 0:
            if time.monotonic() > deadline:
                self.__exit__()
                raise TimeoutError("PulseAudio did not start within 20 s.")
            time.sleep(0.1)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=10)

    def play(self, path: Path) -> None:
        """Play a file into the room, until its end."""
        self._command("paplay", "--device=room", str(path)).check_returncode()

    def record(self, path: Path) -> subprocess.Popen[bytes]:
        """Record the ear into a raw file until the process is ended."""
        with path.open("wb") as file:
            return subprocess.Popen(
                ["parec", *_RECORDING],
                env=self.environment,
                stdout=file,
                stderr=subprocess.DEVNULL,
            )

    def _command(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(words, env=self.environment, capture_output=True, check=False)


def recorded(path: Path) -> FloatArray:
    """The samples of a raw recording, shape (n,), float32."""
    data = path.read_bytes()
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
    return np.asarray(samples / np.float32(32_768), np.float32)
