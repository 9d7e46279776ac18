"""A listener with a voice, at the microphone of a real sound server, in real time.

In: hours, and the data. Out: a reading each minute, what it said of itself at the end, its faults
and how it ended. Never does: judging.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.soak.reading import Reading, read
from benchmarks.soundserver.server import SoundServer, room_and_ear
from edge_aac.control.socket_client import ask
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE

START_SECONDS = 120.0
_LAST_SECONDS = 60.0
_LISTEN = (
    "-m", "edge_aac", "listen", "--json", "--control", "--no-keys", "--no-restart",
    "--input", "room.monitor", "--output-device", "pulse",
)  # fmt: skip
_PLAY = ("paplay", "--raw", "--format=s16le", f"--rate={SAMPLE_RATE}", "--channels=1")


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it."""

    readings: tuple[Reading, ...]
    figures: dict[str, Any]
    """As in the answer to `status`, at the end."""
    seconds: float
    """From its being asked first to its being asked last, by the clock."""
    sound: float
    """Sound that it heard between the two."""
    code: int
    sentences: int
    """Captions that were spoken."""


def hear(hours: float, data: Path | None, log: Path) -> Heard:
    """Let it hear in real time; standard error goes into the log.

    Raises
    ------
    EdgeAacError
        It does not begin to listen, or ends early.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = folder / "lines.jsonl"
        with (
            room_and_ear(folder / "server") as server,
            log.open("wb") as errors,
            lines.open("wb") as out,
            _played(server, data),
        ):
            listener = subprocess.Popen(
                [sys.executable, *_LISTEN],
                env=server.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )
            try:
                first = _first_answer(listener, server)
                begun = time.monotonic()
                readings = _minutes(listener, round(hours * 60))
                last = _answer(server)
                seconds = time.monotonic() - begun
            finally:
                listener.terminate()
                code = listener.wait(_LAST_SECONDS)
        said = [json.loads(line) for line in lines.read_bytes().splitlines()]
    sentences = sum(one["kind"] == "caption" and one["spoken"] for one in said)
    sound = (last["hops"] - first["hops"]) * HOP_SAMPLES / SAMPLE_RATE
    return Heard(tuple(readings), last, seconds, sound, code, sentences)


def _minutes(listener: subprocess.Popen[bytes], count: int) -> list[Reading]:
    """A reading each minute, by the clock."""
    readings, begun = [], time.monotonic()
    for minute in tqdm(range(1, count + 1), unit="min", disable=None):
        time.sleep(max(0.0, begun + 60.0 * minute - time.monotonic()))
        if listener.poll() is not None:
            raise EdgeAacError(f"The listener ended in minute {minute}; look into the log.")
        readings.append(read(listener.pid, minute))
    return readings


def _first_answer(listener: subprocess.Popen[bytes], server: SoundServer) -> dict[str, Any]:
    """What it says of itself as soon as it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and listener.poll() is None:
        answer = _answer(server)
        if answer:
            return answer
        time.sleep(0.5)
    raise EdgeAacError("The listener does not begin to listen; look into the log.")


def _answer(server: SoundServer) -> dict[str, Any]:
    """How the listener says that it is; nothing where none answers."""
    answer = ask(Path(server.variables["XDG_RUNTIME_DIR"]) / "edge-aac.sock", "status")
    return {} if answer is None or not answer.figures else dict(json.loads(answer.figures))


@contextmanager
def _played(server: SoundServer, data: Path | None) -> Iterator[None]:
    """Sound in the room, meanwhile, from a program of its own: it must not wait for this one."""
    given = [] if data is None else [str(data)]
    command = [sys.executable, "-m", "benchmarks.soak.sound", *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as source:
        assert source.stdout is not None
        # Until it has something to play, a room would be as silent as no room is.
        select.select([source.stdout], [], [], START_SECONDS)
        player = subprocess.Popen(
            [*_PLAY, "--device=room"], env=server.environment, stdin=source.stdout
        )
        try:
            yield
        finally:
            for one in (player, source):
                one.kill()
                one.wait()
