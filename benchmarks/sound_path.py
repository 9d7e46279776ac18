"""From a sound in the room to words in the ear, without a sound card.

    python -m benchmarks.sound_path --times 5

Plays the demonstration's doorbell into a null sink; the listener captures that sink
with sounddevice, and speaks into another, which is recorded. Real time, real child
process, real devices as far as PortAudio can tell.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import soundfile

from benchmarks.soundserver.server import SoundServer, recorded, room_and_ear
from edge_aac.audio.demo import DEMO_TIMELINE, demo_scene
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.desk import at_desk
from models.ground.result import today

LOUD = 0.01
"""A sample above this is sound: the null sink itself is digitally silent."""
_END_SECONDS = 15.0


@dataclass(frozen=True)
class RecordedSound:
    """One passage from room to ear; times in seconds from the sound's first sample."""

    reported: float
    """The JSON line of the spoken caption."""
    text: str
    first_sound: float
    """The first sample in the ear."""
    loud_seconds: float
    """How much of the recording after that is not silent."""
    before: float
    """The loudest sample recorded before the sound was played."""


def doorbell() -> FloatArray:
    """The demonstration's doorbell."""
    event = next(one for one in DEMO_TIMELINE if one.label == "doorbell")
    return demo_scene()[int(event.onset * SAMPLE_RATE) : int((event.end + 1.0) * SAMPLE_RATE)]


def passage(
    server: SoundServer, folder: Path, sound: FloatArray, words: str, model: Path | None
) -> RecordedSound:
    """Play a sound to a listener, and hear what it says.

    Raises
    ------
    TimeoutError
        Nothing with `words` in it was reported within 30 s.
    subprocess.TimeoutExpired
        The listener, or who recorded it, did not end when asked.
    """
    clip, recording = folder / "sound.wav", folder / "ear.raw"
    soundfile.write(clip, sound, SAMPLE_RATE)
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "pulse", "--json"]
    command += ["--output-device", "pulse", *(["--model", str(model)] if model else [])]
    with ExitStack() as ends:
        listener = subprocess.Popen(
            command, env=server.environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        ends.callback(_end, listener)
        lines = _lines(listener.stdout)
        _wait_for(lines, lambda line: line.get("state") == "listening")
        time.sleep(4.0)  # a null sink's monitor may give nothing at first; the voice warms up
        recorder = server.record(recording)
        ends.callback(_end, recorder)
        time.sleep(1.5)
        began = time.monotonic()
        before = len(recorded(recording))
        player = threading.Thread(target=server.play, args=(clip,))
        player.start()
        ends.callback(player.join)
        line = _wait_for(
            lines, lambda one: one["kind"] == "caption" and one["spoken"] and words in one["text"]
        )
        reported = time.monotonic() - began
        time.sleep(4.0)
    ear = np.abs(recorded(recording))
    loud = np.flatnonzero(ear[before:] > LOUD)
    return RecordedSound(
        reported,
        str(line["text"]),
        float(loud[0]) / SAMPLE_RATE if len(loud) else float("nan"),
        len(loud) / SAMPLE_RATE,
        float(ear[:before].max(initial=0.0)),
    )


def _end(process: subprocess.Popen[Any]) -> None:
    """End it; not by SIGINT, which what a shell started in the background ignores."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _lines(stream: IO[str] | None) -> queue.Queue[dict[str, Any]]:
    assert stream is not None
    lines: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        with stream:
            for line in stream:
                lines.put(json.loads(line))

    threading.Thread(target=read, daemon=True).start()
    return lines


def _wait_for(lines: queue.Queue[dict[str, Any]], wanted: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 30.0
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError("The listener did not tell what was played.") from None
        if wanted(line):
            return line


def main() -> None:
    """Measure some passages and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/sound-path.json"))
    args = parser.parse_args()
    heard: list[RecordedSound] = []
    for _ in range(args.times):
        with tempfile.TemporaryDirectory() as name, room_and_ear(Path(name)) as server:
            heard.append(passage(server, Path(name), doorbell(), "doorbell", args.model))
            print(heard[-1], flush=True)
    audible = [one for one in heard if one.loud_seconds > 0.5 and one.before < LOUD]
    firsts = sorted(one.first_sound for one in audible)
    rows = [
        ("passages", str(len(heard))),
        ("recorded speech is not silent and starts after the event", f"{len(audible)}"),
        ("from the sound's first sample to the first sample in the ear",
         f"median {np.median(firsts):.2f} s, longest {firsts[-1]:.2f} s" if firsts else "none"),
    ]  # fmt: skip
    for what, figure in rows:
        print(f"{what}: {figure}")
    today(
        "A doorbell in a null sink, captured, announced and spoken into another null sink",
        f"python -m benchmarks.sound_path --times {args.times}",
        rows,
        details={"passages": [vars(one) for one in heard]},
    ).write(args.out)


if __name__ == "__main__":
    at_desk(main)
