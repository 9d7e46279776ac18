"""A sound taught by ear in a real sound server, then announced by a real listener."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.soundserver.server import SoundServer, recorded, room_and_ear
from edge_aac.answers.wording import load_wording
from edge_aac.control.lessons import PROMPTS
from edge_aac.types import SAMPLE_RATE
from tests.sound import need_sound_server
from tests.taught.chimes import DRYER, chime

SAY = "The dryer has finished."
RING_AGAIN_SECONDS = 12.0
"""A ring that came while the voice was speaking is not taken, so it is rung again."""


class Program:
    """`edge-aac` and the lines that it prints."""

    def __init__(self, server: SoundServer, kept: Path, *words: str) -> None:
        command = [sys.executable, "-m", "edge_aac", *words, "--input", "pulse"]
        command += ["--output-device", "pulse", "--sounds", str(kept)]
        self.process = subprocess.Popen(
            command, env=server.environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines.append(line.strip())
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def printed(self, words: str, seconds: float) -> bool:
        """Whether a line with these words comes within some seconds."""
        with self._news:
            return self._news.wait_for(lambda: any(words in one for one in self.lines), seconds)

    def end(self) -> None:
        """End it, where it has not ended itself."""
        self.process.terminate()
        self.process.wait(30)
        self._reader.join(30)


def ring_until(program: Program, server: SoundServer, path: Path, words: str) -> None:
    """Ring until the program prints these words; at most a few times."""
    for _ in range(6):
        server.play(path)
        if program.printed(words, RING_AGAIN_SECONDS):
            return
    raise AssertionError(f"no {words!r} in {program.lines}")


@pytest.mark.sound
def test_taught_by_ear_then_announced(tmp_path: Path) -> None:
    need_sound_server()
    wording, kept = load_wording("en"), tmp_path / "kept"
    following = [*(wording.answer(one) for one in PROMPTS[1:]), "Enough."]
    with room_and_ear(tmp_path / "server") as server:
        lesson = Program(server, kept, "teach", "dryer", "--live", "--say", SAY)
        try:
            assert lesson.printed(wording.answer(PROMPTS[0]), 60.0)
            for i, words in enumerate(following):
                path = tmp_path / f"ring{i}.wav"
                soundfile.write(path, chime(DRYER, i), SAMPLE_RATE)
                ring_until(lesson, server, path, words)
            assert lesson.process.wait(120) == 0
        finally:
            lesson.end()
        assert lesson.lines[-1] == f"Enough. I will say: {SAY}"
        ear = tmp_path / "ear.raw"
        listener = Program(server, kept, "listen")
        try:
            assert listener.printed("Listening to", 60.0)
            recorder = server.record(ear)
            try:
                soundfile.write(tmp_path / "again.wav", chime(DRYER, 20), SAMPLE_RATE)
                ring_until(listener, server, tmp_path / "again.wav", SAY)
                assert listener.printed(SAY, 1.0)
                listener.printed("never", 4.0)
            finally:
                recorder.terminate()
                recorder.wait(10)
        finally:
            listener.end()
    assert np.abs(recorded(ear)).max() > 0.01
