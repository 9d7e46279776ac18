"""A room with faint noise, a microphone that can be unplugged, and an ear; no sound card.

In: nothing. Out: the sound server, what came out of the earpiece, who plays. Never does: judging.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.soundserver.recording import Ear
from benchmarks.soundserver.server import SoundServer
from edge_aac.types import SAMPLE_RATE, FloatArray

ROOM, PLUGGED, EAR = "room", "plugged", "ear"
SINKS = {ROOM: SAMPLE_RATE, PLUGGED: SAMPLE_RATE, EAR: 48_000}
NOISE = 3e-4
"""Root of the mean square: a quiet room, in which nothing is worth a word."""
NOISE_SECONDS = 1_800.0
SEED = 20261130


class Scene:
    """Stands for a whole benchmark; each listener in it is another.

    Parameters
    ----------
    kind : type of SoundServer
        `SoundServer` is PulseAudio, `PipeWire` the other.
    """

    def __init__(self, kind: type[SoundServer] = SoundServer) -> None:
        self._ends = ExitStack()
        self.folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory()))
        leads = {"PULSE_SOURCE": f"{ROOM}.monitor", "PULSE_SINK": EAR}
        self.server = kind(self.folder / "server", SINKS, leads)
        self._ends.enter_context(self.server)
        rng = np.random.default_rng(SEED)
        noise = NOISE * rng.standard_normal(int(NOISE_SECONDS * SAMPLE_RATE))
        soundfile.write(self.folder / "noise.wav", noise.astype(np.float32), SAMPLE_RATE)
        self.began = time.monotonic()
        """When the sound server began to answer."""
        self._noise: dict[str, subprocess.Popen[bytes]] = {}
        for place in (ROOM, PLUGGED):
            self.fill(place)
        self.ear = Ear(self.server, self.folder / "ear.raw", EAR)

    def fill(self, place: str) -> None:
        """Let there be noise in a room from now on."""
        self._end(self._noise.pop(place, None))
        self._noise[place] = self._player(place, self.folder / "noise.wav")

    @contextmanager
    def playing(self, samples: FloatArray) -> Iterator[None]:
        """Let a sound be in the room meanwhile; samples at 16 kHz."""
        path = self.folder / "played.wav"
        soundfile.write(path, samples, SAMPLE_RATE)
        player = self._player(ROOM, path)
        try:
            yield
        finally:
            self._end(player)

    def restart(self) -> None:
        """Start the sound server again that was killed; the ear hears anew from then on."""
        self.server.start()
        self.began = time.monotonic()
        for place in tuple(self._noise):
            self.fill(place)
        self.ear.close()
        self.ear = Ear(self.server, self.folder / "ear.raw", EAR)

    def unplug(self) -> None:
        """Take the microphone away that can be."""
        self._end(self._noise.pop(PLUGGED, None))
        self.server.unplug(PLUGGED)

    def plug(self) -> None:
        """Bring it back."""
        self.server.plug(PLUGGED)
        self.fill(PLUGGED)

    def deafen(self) -> None:
        """Take the earpiece away, and with it what is heard in it."""
        self.ear.close()
        self.server.unplug(EAR)

    def hear_again(self) -> None:
        """Bring the earpiece back; the ear hears anew from then on."""
        self.server.plug(EAR)
        self.began = time.monotonic()
        self.ear = Ear(self.server, self.folder / "ear.raw", EAR)

    def players(self) -> set[int]:
        """The processes that have a stream to play into."""
        listed = self.server.asked("list", "sink-inputs")
        return {int(pid) for pid in re.findall(r'application\.process\.id = "(\d+)"', listed)}

    def close(self) -> None:
        """Nothing is left of it."""
        for one in self._noise.values():
            self._end(one)
        self.ear.close()
        self._ends.close()

    def _player(self, place: str, path: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["paplay", f"--device={place}", str(path)],
            env=self.server.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @staticmethod
    def _end(process: subprocess.Popen[bytes] | None) -> None:
        if process is not None:
            process.kill()
            process.wait()
