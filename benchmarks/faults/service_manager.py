"""A stand-in for systemd: starts a unit's program, watches its signs of life, starts it anew.

In: a unit's file, and what takes its program's place. Out: the process of the moment. It does what
systemd does with `Type=notify`, `WatchdogSec=`, `Restart=always`, `RestartSec=` and
`KillMode=control-group`: without a sign of life in time the whole group gets SIGABRT (and goes
on, where it was stopped), after an end the rest of it gets SIGTERM, and the next one begins.
The group is known by `INVOCATION_ID`, which every process of it inherits. Protocol: sd_notify(3),
systemd.service(5), systemd.kill(5). Never does: what shuts a unit in, which needs a real systemd.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from edge_aac.supervision.signs_of_life import ADDRESS, ALIVE, BOUND, PROCESS, READY

USER_UNIT = Path(__file__).parents[2] / "deploy" / "raspberrypi" / "edge-aac.service"
LOOK_SECONDS = 0.05
LAST_SECONDS = 10.0
"""So long what is left may take to end before it is killed."""


class ServiceManager:
    """One service, from its start until it is closed.

    Parameters
    ----------
    program : sequence of str
        Takes the place of the unit's program; the unit's own arguments follow it.
    arguments : sequence of str
        Follow those.
    environment : mapping
    out : Path
        All processes' standard output is added to it.
    unit : Path
    """

    def __init__(
        self,
        program: Sequence[str],
        arguments: Sequence[str],
        environment: Mapping[str, str],
        out: Path,
        unit: Path = USER_UNIT,
    ) -> None:
        text = unit.read_text(encoding="utf-8")
        kind, again = _value(text, "Type"), _value(text, "Restart")
        if (kind, again) != ("notify", "always"):
            raise ValueError(f"This stands in for notify and always, not for {kind} and {again}.")
        self._watchdog = float(_value(text, "WatchdogSec"))
        self._pause = float(_value(text, "RestartSec"))
        self._command = [*program, *_value(text, "ExecStart").split()[1:], *arguments]
        self._environment = dict(environment)
        self._out = out
        self._folder = tempfile.TemporaryDirectory()
        address = str(Path(self._folder.name) / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.settimeout(LOOK_SECONDS)
        self._environment |= {ADDRESS: address, BOUND: str(round(1e6 * self._watchdog))}
        self._over = threading.Event()
        self._started: list[subprocess.Popen[bytes]] = []
        self._start()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The one that was started last."""
        return self._started[-1]

    @property
    def count(self) -> int:
        """How often it was started."""
        return len(self._started)

    def close(self) -> None:
        """Stop the service, and all that belongs to it."""
        self._over.set()
        self._thread.join()
        self._socket.close()
        self._folder.cleanup()

    def _start(self) -> None:
        self._invocation = uuid.uuid4().hex
        # As sh does it: the process is the one that is named, since it becomes the program.
        command = ["sh", "-c", f'{PROCESS}=$$ SYSTEMD_EXEC_PID=$$ exec "$@"', "sh", *self._command]
        with self._out.open("ab") as file:
            self._started.append(
                subprocess.Popen(
                    command,
                    env=self._environment | {"INVOCATION_ID": self._invocation},
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.DEVNULL,
                )
            )

    def _work(self) -> None:
        while True:
            self._watch()
            self._end_rest()
            if self._over.wait(self._pause):
                return
            self._start()

    def _watch(self) -> None:
        """Wait until the process has ended, by itself or for want of a sign of life."""
        until = float("inf")
        while self.process.poll() is None and not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                if self._socket.recv(256) in (READY, ALIVE):
                    until = time.monotonic() + self._watchdog
            if time.monotonic() > until:
                self._send(signal.SIGABRT)
                until = float("inf")

    def _end_rest(self) -> None:
        """End what is left of the group, and wait until nothing is."""
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + LAST_SECONDS
        while self.process.poll() is None or self._group():
            if time.monotonic() > deadline:
                self._send(signal.SIGKILL)
            time.sleep(LOOK_SECONDS)

    def _send(self, number: signal.Signals) -> None:
        for one in self._group():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, number)
                os.kill(one, signal.SIGCONT)

    def _group(self) -> list[int]:
        """Every process of this invocation that lives."""
        mark = f"INVOCATION_ID={self._invocation}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            # A process may end meanwhile, and a dead one has no environment.
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found


def _value(text: str, name: str) -> str:
    found = re.search(rf"^{name}=(.+)$", text, flags=re.M)
    if found is None:
        raise ValueError(f"The unit says nothing of {name}=.")
    return found[1]
