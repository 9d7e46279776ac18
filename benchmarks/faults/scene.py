"""A room with faint noise, a microphone that can be unplugged, and an ear; no sound card.

In: nothing. Out: the sound server, what came out of the earpiece, who plays. Never does: judging.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.soundserver.recording import Ear
from benchmarks.soundserver.server import SoundServer
from edge_aac.types import SAMPLE_RATE

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
        self._noise: dict[str, subprocess.Popen[bytes]] = {}
        for place in (ROOM, PLUGGED):
            self.fill(place)
        self.ear = Ear(self.server, self.folder / "ear.raw", EAR)

    def fill(self, place: str) -> None:
        """Let there be noise in a room from now on."""
        self._end(self._noise.pop(place, None))
        self._noise[place] = subprocess.Popen(
            ["paplay", f"--device={place}", str(self.folder / "noise.wav")],
            env=self.server.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def unplug(self) -> None:
        """Take the microphone away that can be."""
        self._end(self._noise.pop(PLUGGED, None))
        self.server.unplug(PLUGGED)

    def plug(self) -> None:
        """Bring it back."""
        self.server.plug(PLUGGED)
        self.fill(PLUGGED)

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

    @staticmethod
    def _end(process: subprocess.Popen[bytes] | None) -> None:
        if process is not None:
            process.kill()
            process.wait()
