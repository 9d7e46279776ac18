"""A sound server without a sound card, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TOOLS = ("pulseaudio", "pactl", "paplay")


class Room:
    """A PulseAudio whose only sink is heard by its only microphone.

    `environment` leads programs to it; it can be killed, stopped and started like a
    real one.
    """

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "native"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        asoundrc = folder / ".asoundrc"
        # PortAudio sees ALSA; this leads ALSA's default to the server too.
        asoundrc.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_SOURCE": "room.monitor",
        }

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            "module-null-sink sink_name=room rate=16000 channels=1",
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no"]
                + ["--exit-idle-time=-1", "--realtime=no", "--high-priority=no"]
                + [word for module in modules for word in ("-L", module)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 30.0
        while self._run("pactl", "info").returncode != 0:
            if time.monotonic() > deadline:
                pytest.fail(f"PulseAudio did not start: {self._log.read_text()[-500:]}")
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        if number == signal.SIGKILL:
            self._process.wait(10)

    def play(self, path: Path) -> None:
        """Until its end."""
        self._run("paplay", "--device=room", str(path)).check_returncode()

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()  # it may be stopped, and would not hear anything gentler
            self._process.wait(10)

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            words, env=self.environment, capture_output=True, check=False, timeout=60
        )


@pytest.fixture
def room() -> Iterator[Room]:
    """A running sound server; without its programs a test is skipped, and fails under CI."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        reason = (
            f"needs {', '.join(missing)}: "
            "apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="room-", ignore_cleanup_errors=True) as name:
        server = Room(Path(name))
        try:
            server.start()
            yield server
        finally:
            server.close()
