"""A doorbell taught by ear in a real sound server: to a listener that then announces it; alone."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.soundserver.server import SoundServer, recorded, room_and_ear
from edge_aac.answers.wording import load_wording
from edge_aac.control.lessons import PROMPTS as LESSON_PROMPTS
from edge_aac.control.socket_client import ask
from edge_aac.types import SAMPLE_RATE
from tests.crew import Crew
from tests.sound import need_sound_server
from tests.taught.chimes import FRONT, chime

TRIES = 8
"""What is played in real time may have gaps on a busy machine; a person would ring again, too."""
LINE_SECONDS = 20.0
SPEAKS_SECONDS = 5.0
PROMPTS = [load_wording("en").answer(one) for one in LESSON_PROMPTS]
RINGS = 24
"""What rings while the lesson speaks does not count; a person would ring again, too."""


class Program:
    """A program at the sound server, and the lines that it prints."""

    def __init__(self, server: SoundServer, words: Sequence[str], crew: Crew) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "edge_aac", *words],
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


def at_server(folder: Path) -> list[str]:
    """Where a program hears and speaks, and keeps sounds."""
    devices = ["--input", "pulse", "--output-device", "pulse"]
    return [*devices, "--sounds", str(folder / "kept")]


def ring(server: SoundServer, folder: Path, take: int) -> None:
    """Ring in the room, as another time."""
    path = folder / f"ring{take}.wav"
    soundfile.write(path, chime(FRONT, take), SAMPLE_RATE)
    server.play(path)


@pytest.mark.sound
def test_taught_by_ear_and_then_announced(tmp_path: Path, crew: Crew) -> None:
    need_sound_server()
    ear, socket = tmp_path / "ear.raw", tmp_path / "control"
    with room_and_ear(tmp_path / "server") as server:
        # Its voice goes to an earpiece: what rings while it speaks is heard all the same.
        words = ["listen", *at_server(tmp_path), "--loudspeaker", "off", "--no-keys"]
        words += ["--control", "--control-socket", str(socket)]
        listener = Program(server, words, crew)
        try:
            assert listener.printed("(Listening to)", 120.0)
            # Before it is taught nobody hears of a front door.
            ring(server, tmp_path, 0)
            text = None
            for take in range(1, TRIES):
                # Answered as soon as it is learnt; on a busy machine perhaps only printed.
                assert ask(socket, "that was front door") is not None
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


@pytest.mark.sound
def test_a_lesson_asks_for_ring_after_ring_and_keeps_the_sound(tmp_path: Path, crew: Crew) -> None:
    need_sound_server()
    with room_and_ear(tmp_path / "server") as server:
        words = ["teach", "front door", "--live", *at_server(tmp_path)]
        lesson = Program(server, words, crew)
        try:
            assert lesson.printed(r"(Ring it now\.)", 120.0)
            for take in range(1, RINGS):
                ring(server, tmp_path, take)
                # Between two rings the room is quiet for so long that the first one is over.
                if lesson.printed(r"(Enough\.|: )", 2.0) is not None:
                    break
            assert lesson.printed(r"Enough\. I will say: (.+)$"), lesson.lines
            assert lesson.process.wait(60) == 0
        finally:
            lesson.end()
    # Each prompt once, in order, whatever was too soft or rung into its voice.
    asked = [line for line in lesson.lines if line in PROMPTS]
    assert asked == PROMPTS
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["front_door.json"]
