"""A listener at a real sound server is killed; the next one says that nobody listened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.soundserver import SoundServer
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.sound


class Listened:
    """`edge-aac listen --json` at the microphone."""

    def __init__(self, room: SoundServer, bundle: Path, runtime: Path, out: Path) -> None:
        self._out = out
        note = runtime / "edge-aac-listens"
        before = note.read_bytes() if note.exists() else b""
        environment = {**os.environ, **room.environment, "XDG_RUNTIME_DIR": str(runtime)}
        command = [sys.executable, "-m", "edge_aac", "listen", "--json", "--no-speech"]
        with out.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, "--model", str(bundle), "--no-control", "--no-keys"],
                env=environment, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        # With its first block, after all that it says at its beginning.
        until(lambda: note.exists() and note.read_bytes() not in {before, b""}, "a listener")

    def details(self) -> list[str]:
        """What its status lines say."""
        lines = self._out.read_text("utf-8").splitlines()
        return [one["detail"] for one in map(json.loads, lines) if one["kind"] == "status"]

    def end(self, by: signal.Signals) -> None:
        self.process.send_signal(by)
        self.process.wait(PATIENCE)


def test_the_next_one_says_how_long_nobody_listened_and_after_a_farewell_nothing(
    room: SoundServer, tiny_bundle: Path, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    told = []
    for number, by in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGTERM)):
        one = Listened(room, tiny_bundle, runtime, tmp_path / f"{number}.jsonl")
        one.end(by)
        told.append([text for text in one.details() if text.startswith("I did not listen for")])
    assert told[0] == told[2] == []
    (sentence,) = told[1]
    assert "second" in sentence
