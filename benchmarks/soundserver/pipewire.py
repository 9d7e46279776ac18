"""PipeWire in the place of PulseAudio: the same null sinks, asked in the same way.

In: the sinks' names and rates. Out: a private PipeWire with its session manager, which moves
streams, and its server of PulseAudio's protocol. Needs the Debian packages pipewire,
pipewire-pulse, wireplumber and dbus-daemon, and what `SoundServer` needs beside the server.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from benchmarks.soundserver.server import START_SECONDS, SoundServer

PIPEWIRE = ("dbus-daemon", "pipewire", "wireplumber", "pipewire-pulse")
"""In the order in which they are started."""


class PipeWire(SoundServer):
    """PipeWire in a folder of its own; start it, or use it as a context manager."""

    _processes: tuple[subprocess.Popen[bytes], ...] = ()

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises
        ------
        TimeoutError
            It does not; the message holds the end of its log.
        """
        folder = self._socket.parent
        bus = folder / "bus"
        # The session manager asks on the bus who else wants a sound card; there it is alone.
        self.variables |= {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}",
            "PIPEWIRE_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "XDG_STATE_HOME": str(folder),
        }
        self._launch("dbus-daemon", "--session", "--nofork", f"--address=unix:path={bus}")
        self._wait(bus)
        self._launch("pipewire")
        self._wait(folder / "pipewire-0")
        self._launch("wireplumber")
        self._launch("pipewire-pulse")
        self._wait(self._socket)
        for name in self._sinks:
            self.plug(name)

    def close(self) -> None:
        """End all of it."""
        for one in reversed(self._processes):
            one.kill()
            one.wait(10)
        self._processes = ()

    def _launch(self, *words: str) -> None:
        with self._log.open("ab") as log:
            one = subprocess.Popen(
                words, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._processes = (*self._processes, one)

    def _wait(self, socket: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not socket.exists():
            if time.monotonic() > deadline:
                self.close()
                raise TimeoutError(f"PipeWire did not start: {self._log.read_text()[-500:]}")
            time.sleep(0.05)
