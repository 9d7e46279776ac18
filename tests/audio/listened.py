"""A listener in a process of its own, at a real sound server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.soundserver.server import SoundServer
from tests.waiting import PATIENCE, until

FIRST = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.open(os.ttyname(0), os.O_RDWR); os.execv(sys.argv[1], sys.argv[1:])"
)
"""The leader of a session gets the terminal that it opens as its own, and hears Ctrl-C there, also
where the tests themselves were started in the background."""


class Listened:
    """`edge-aac listen --json` at a microphone, from its first block on.

    Parameters
    ----------
    room : SoundServer
    bundle : Path
    runtime : Path
        Its private folder, where the next one looks for what it left.
    out : Path
        Holds its lines.
    input : str
        The microphone.
    terminal : int, optional
        A terminal's end, at which a person starts it, with keys.
    """

    def __init__(
        self,
        room: SoundServer,
        bundle: Path,
        runtime: Path,
        out: Path,
        input: str = "mic",
        terminal: int | None = None,
    ) -> None:
        self._out = out
        note = runtime / "edge-aac-listens"
        before = note.read_bytes() if note.exists() else b""
        environment = {**os.environ, **room.environment, "XDG_RUNTIME_DIR": str(runtime)}
        command = [sys.executable, "-m", "edge_aac", "listen", "--json", "--no-speech"]
        command += ["--input", input, "--model", str(bundle), "--no-control"]
        by_hand = terminal is not None
        with out.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", FIRST, *command] if by_hand else [*command, "--no-keys"],
                env=environment, stdout=file, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL if terminal is None else terminal,
                start_new_session=by_hand,
            )  # fmt: skip
        # With its first block, after all that it says at its beginning.
        until(lambda: note.exists() and note.read_bytes() not in {before, b""}, "a listener")

    def details(self) -> list[str]:
        """What its status lines say."""
        lines = self._out.read_text("utf-8").splitlines(keepends=True)
        whole = [json.loads(one) for one in lines if one.startswith("{") and one.endswith("\n")]
        return [one["detail"] for one in whole if one["kind"] == "status"]

    def said(self) -> str:
        """All that it printed, faults among it."""
        return self._out.read_text("utf-8")

    def end(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait until it has."""
        self.process.send_signal(by)
        self.process.wait(PATIENCE)
