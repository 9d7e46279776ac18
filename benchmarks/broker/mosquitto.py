"""A mosquitto that can be ended and started again.

In: a folder. Out: a broker, with what it keeps over a restart. Needs the
Debian package mosquitto.
"""

from __future__ import annotations

import getpass
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 30.0


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Mosquitto:
    """A broker.

    Parameters
    ----------
    folder : Path
        Holds its configuration, its log and its memory.
    lines : str
        More lines of configuration.
    anonymous : bool
        Whether it asks for no name.
    """

    def __init__(self, folder: Path, *lines: str, anonymous: bool = True) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        content = (
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {'true' if anonymous else 'false'}",
            "persistence true",
            f"persistence_location {folder}/",
            "log_dest stderr",
            # Started by root, it would become a user of its own, who may not read here.
            f"user {getpass.getuser()}",
            *lines,
            "",
        )
        (folder / "mosquitto.conf").write_text("\n".join(content), encoding="utf-8")

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises
        ------
        TimeoutError
            It does not; the message holds its log.
        """
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["mosquitto", "-c", str(self._folder / "mosquitto.conf")], stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                log_text = (self._folder / "log").read_text(encoding="utf-8")
                raise TimeoutError(f"mosquitto did not start: {log_text[-500:]}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it as a restart of the machine does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(START_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0
