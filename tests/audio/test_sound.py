"""The microphone on a real sound server: it hears what is played, and outlives the server."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.soundserver.server import SoundServer
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.crew import Crew
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.sound

ROOT = Path(__file__).resolve().parents[2]
STILL_HELD = "A microphone of this process is still in use or hangs"
"""A stream whose server was killed may end late, or never: libpulse then waits in one thread for
a block that another thread would release, had it the lock that the first one holds."""
LOOK_SECONDS = 0.1


class Listening:
    """The process of `listening.py`."""

    def __init__(self, room: SoundServer, device: str, recording: Path) -> None:
        self._recording = recording
        self._environment = room.environment
        self._command = [sys.executable, "-m", "tests.audio.listening", device, str(recording)]
        self._lines: queue.Queue[str] = queue.Queue()
        self._crew = Crew()
        self.start()

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # PortAudio and ALSA complain there
            text=True,
        )
        self._crew.start(self._read, self._process)

    def until(self, word: str) -> str:
        """The next line that begins so."""
        line = self._lines.get(timeout=PATIENCE)
        assert line.startswith(word), line
        return line

    def until_heard(self) -> None:
        """Wait for a stream of the sound server, and its first samples."""
        self.until("open pulse")
        self.until("hearing")

    def tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def lets_go(self, seconds: float = 5.0) -> bool:
        """Whether the library lets go of the lost stream; if so, another one is being opened."""
        for _ in range(round(seconds / LOOK_SECONDS)):
            self.tell("open")
            line = self._lines.get(timeout=PATIENCE)
            if STILL_HELD not in line:
                self._lines.put(line)
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def heard(self) -> FloatArray:
        data = self._recording.read_bytes()
        return np.frombuffer(data[: len(data) // 4 * 4], np.float32)

    def wait_for(self, samples: int) -> None:
        until(lambda: len(self.heard()) >= samples, f"{samples} samples")

    def leave(self) -> int:
        """Its exit status; a process that does not leave fails the test."""
        self.tell("leave")
        code = self._process.wait(PATIENCE)
        self._close_pipes()
        return code

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        self._crew.close()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.put(line.strip())


@contextmanager
def _listening(room: SoundServer, recording: Path, device: str = "pulse") -> Iterator[Listening]:
    recording.touch()
    process = Listening(room, device, recording)
    try:
        yield process
    finally:
        process.close()


@pytest.mark.parametrize(
    ("device", "sink"),
    [
        ("pulse", "room"),
        ("mic", "room"),
        ("hall.monitor", "hall"),
        ("LL.MONITOR", "hall"),
        ("number of headset", "hall"),
        ("number of hall.monitor", "hall"),
    ],
)
def test_what_is_played_is_heard_sample_for_sample(
    room: SoundServer, tmp_path: Path, device: str, sink: str
) -> None:
    if device.startswith("number of "):
        device = _number(room, device.removeprefix("number of "))
    noise = np.random.default_rng(5).standard_normal(SAMPLE_RATE) * 0.1
    played = noise.astype(np.float32)
    clip = tmp_path / "clip.wav"
    soundfile.write(clip, played, SAMPLE_RATE)
    with _listening(room, tmp_path / "heard.raw", device) as listening:
        listening.until("open")
        listening.until("hearing")
        room.play(clip, sink)
        listening.wait_for(len(listening.heard()) + SAMPLE_RATE)
        heard = listening.heard()
    size = 1 << (len(heard) + len(played)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size)), size)
    lag = int(likeness[: len(heard) - len(played)].argmax())
    correlation = np.corrcoef(heard[lag : lag + len(played)], played)[0, 1]
    assert correlation > 0.99
    # What came before and after it is the silence of an empty room.
    assert np.abs(heard[:lag]).max(initial=0.0) < 1e-3


def _number(room: SoundServer, name: str) -> str:
    """What `edge-aac devices` prints before a name."""
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", "devices"],
        cwd=ROOT, env=room.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [line.partition(": ") for line in done.stdout.splitlines()]
    return next(number for number, _, rest in lines if rest.startswith(name))


def test_a_part_of_a_name_that_fits_two_sources_is_refused_with_both(
    room: SoundServer, tmp_path: Path
) -> None:
    with _listening(room, tmp_path / "heard.raw", "monitor") as listening:
        refused = listening.until("refused monitor fits 2 microphones")
    assert "room.monitor" in refused and "hall.monitor" in refused


def test_a_name_with_a_slash_is_looked_for_among_the_devices(
    room: SoundServer, tmp_path: Path
) -> None:
    with _listening(room, tmp_path / "heard.raw", "hw:CARD=x/y") as listening:
        refused = listening.until("refused There is neither a file nor a microphone called hw:")
    assert "webcam2" in refused and "hall.monitor" in refused


def test_a_server_that_is_killed_is_noticed_and_its_successor_is_heard(
    room: SoundServer, tmp_path: Path
) -> None:
    with _listening(room, tmp_path / "heard.raw") as listening:
        listening.until_heard()
        room.signal(signal.SIGKILL)
        assert "check that it is plugged in" in listening.until("lost")
        listening.tell("open")
        refused = listening.until("refused")
        assert STILL_HELD in refused or "No microphone was found" in refused
        room.start()
        if not listening.lets_go():
            # Only a new process helps then, as whoever supervises the listener starts one.
            assert listening.leave() == 0
            listening.start()
        before = len(listening.heard())
        listening.until_heard()
        listening.wait_for(before + SAMPLE_RATE // 2)


def test_a_server_that_hangs_is_noticed_and_heard_again_when_it_goes_on(
    room: SoundServer, tmp_path: Path
) -> None:
    with _listening(room, tmp_path / "heard.raw") as listening:
        listening.until_heard()
        room.signal(signal.SIGSTOP)
        listening.until("lost")
        listening.tell("open")
        listening.until(f"refused {STILL_HELD}")
        room.signal(signal.SIGCONT)
        before = len(listening.heard())
        until(listening.lets_go, "that the library lets go of the lost stream")
        listening.until_heard()
        listening.wait_for(before + SAMPLE_RATE // 2)


def test_a_process_whose_server_hangs_for_good_still_leaves(
    room: SoundServer, tmp_path: Path
) -> None:
    with _listening(room, tmp_path / "heard.raw") as listening:
        listening.until_heard()
        room.signal(signal.SIGSTOP)
        listening.until("lost")
        assert listening.leave() == 0
