"""A doorbell taught by ear to a listener in a real sound server, which then announces it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.soundserver.server import SoundServer, recorded, room_and_ear
from edge_aac.control.socket_client import ask
from edge_aac.types import SAMPLE_RATE
from tests.crew import Crew
from tests.sound import need_sound_server
from tests.taught.chimes import FRONT, chime

TRIES = 8
"""What is played in real time may have gaps on a busy machine; a person would ring again, too."""
LINE_SECONDS = 20.0
SPEAKS_SECONDS = 5.0


class Program:
    """A listener at the sound server, and the lines that it prints."""

    def __init__(self, server: SoundServer, folder: Path, crew: Crew) -> None:
        self.socket = folder / "control"
        # Its voice goes to an earpiece: what rings while it speaks is heard all the same.
        words = ["--input", "pulse", "--output-device", "pulse", "--no-keys", "--control"]
        words += ["--loudspeaker", "off"]
        words += ["--control-socket", str(self.socket), "--sounds", str(folder / "kept")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "edge_aac", "listen", *words],
            env=server.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._reader = crew.start(self._read)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            for line in printed:
                with self._news:
                    self.lines.append(line.strip())
                    self._news.notify_all()

    def printed(self, pattern: str, seconds: float = LINE_SECONDS) -> str | None:
        """What stands in a group of a line that comes within some seconds; None where none does."""

        def found() -> str | None:
            matches = (re.search(pattern, line) for line in self.lines)
            return next((match[1] for match in matches if match), None)

        with self._news:
            self._news.wait_for(found, seconds)
            return found()

    def end(self) -> None:
        """End it, and the thread that reads it."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        self._reader.result(30)


def ring(server: SoundServer, folder: Path, take: int) -> None:
    """Ring in the room, as another time."""
    path = folder / f"ring{take}.wav"
    soundfile.write(path, chime(FRONT, take), SAMPLE_RATE)
    server.play(path)


@pytest.mark.sound
def test_taught_by_ear_and_then_announced(tmp_path: Path, crew: Crew) -> None:
    need_sound_server()
    ear = tmp_path / "ear.raw"
    with room_and_ear(tmp_path / "server") as server:
        listener = Program(server, tmp_path, crew)
        try:
            assert listener.printed("(Listening to)", 120.0)
            # Before it is taught nobody hears of a front door.
            ring(server, tmp_path, 0)
            text = None
            for take in range(1, TRIES):
                # Answered as soon as it is learnt; on a busy machine perhaps only printed.
                assert ask(listener.socket, "that was front door") is not None
                text = listener.printed(r"Learnt front door\. I will say: (.+)$", 0.5)
                if text is not None:
                    break
                ring(server, tmp_path, take)
            assert text is not None, listener.lines
            assert not any("front_door" in line for line in listener.lines)
            announced = rf"((?<!say: ){re.escape(text)})"
            recorder = server.record(ear)
            try:
                for take in range(20, 20 + TRIES):
                    ring(server, tmp_path, take)
                    if listener.printed(announced) is not None:
                        break
                assert listener.printed(announced, 0.0) is not None, listener.lines
                listener.printed("(never)", SPEAKS_SECONDS)  # while it speaks
            finally:
                recorder.terminate()
                recorder.wait(10)
        finally:
            listener.end()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["front_door.json"]
    assert np.abs(recorded(ear)).max() > 0.01
