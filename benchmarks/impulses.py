"""From an impulsive sound in the room to its signal and its words in the ear, end to end.

    python -m benchmarks.impulses --each 25

Real recordings (`score` rows: shots, breaking glass, horns, knocks, dogs) are played into a null
sink that a real `edge-aac listen` hears as its microphone; what it says goes into another, and
both are recorded on one clock (`benchmarks.soundserver.recording`). Timed are those that it
announces rightly, from the first moment in which the recording sounds. Bars: 95 % of signals
within 600 ms, of words within 900 ms. Cool-downs and budgets are off, so that every sound may be
announced.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from tqdm import tqdm

from benchmarks.soundserver.recording import Ear, first_sound, signal_and_words, spread
from benchmarks.soundserver.server import SoundServer, room_and_ear
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray, Priority
from models.ground.activity import active_stretches
from models.ground.corpus import Clip, load_corpus
from models.ground.desk import at_desk
from models.ground.result import today

LABELS = ("gunshot", "glass_breaking", "car_horn", "door_wood_knock", "dog")
SEED = 20261125
LONGEST_SECONDS = 3.0
"""So much of a recording is played."""
PEAK = 0.5
QUIET_SECONDS = 6.5
"""After a recording: what was heard is over, and what is said has been said."""
_WITHIN_SECONDS = 3.0
"""An announcement later than that is another sound's."""
_OPEN = {
    "EDGE_AAC_COOLDOWN_SECONDS": "1",
    "EDGE_AAC_TALK_PER_HOUR": "1000",
    "EDGE_AAC_AMBIENT_PER_HOUR": "0",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One recording, from the room to the ear; seconds from its first sound."""

    path: str
    label: str
    in_lines: bool
    """Whether its group was announced, and heard in the ear within three seconds."""
    signal: float | None = None
    """Of a critical sound, when the signal before the words begins."""
    words: float | None = None


class Listener:
    """`edge-aac listen` and the events that it tells.

    Raises
    ------
    TimeoutError
        It does not begin to listen within half a minute.
    """

    def __init__(self, server: SoundServer, model: Path | None) -> None:
        command = [sys.executable, "-m", "edge_aac", "listen", "--input", "pulse", "--json"]
        command += ["--output-device", "pulse", *(["--model", str(model)] if model else [])]
        self._process = subprocess.Popen(
            command, env={**server.environment, **_OPEN}, stdout=subprocess.PIPE, text=True,
            encoding="utf-8",
        )  # fmt: skip
        self._told: list[tuple[float, dict[str, Any]]] = []
        self._listens = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        if not self._listens.wait(30.0):
            raise TimeoutError("The listener does not begin to listen.")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for text in self._process.stdout:
            line = json.loads(text)
            self._told.append((time.monotonic(), line))
            if line.get("state") == "listening":
                self._listens.set()

    def announced(self, group: str, start: float, end: float) -> bool:
        """Whether an event of a group was announced between two moments."""
        return any(
            start <= at <= end and line["kind"] == "event" and line["group"] == group
            for at, line in tuple(self._told)
        )

    def close(self) -> None:
        """Stop listening."""
        self._process.terminate()
        self._process.wait(timeout=20)


def clips(each: int, data: Path | None) -> Iterator[Clip]:
    """Recordings of every label, labels in turn, so that one is over before its next."""
    corpus = load_corpus(data)
    rng = np.random.default_rng(SEED)
    chosen = []
    for label in LABELS:
        rows = [c for c in corpus.select(None, "score") if c.label == label]
        chosen.append([rows[i] for i in rng.permutation(len(rows))[:each]])
    for k in range(max(map(len, chosen))):
        yield from (rows[k] for rows in chosen if k < len(rows))


def sounding(samples: FloatArray) -> FloatArray | None:
    """A recording from its first sound on; None for silence."""
    stretches = active_stretches(samples)
    if not stretches:
        return None
    first = int(stretches[0][0] * SAMPLE_RATE)
    part = samples[first : first + int(LONGEST_SECONDS * SAMPLE_RATE)]
    return np.asarray(part * np.float32(PEAK / np.abs(part).max()), np.float32)


def passage(
    server: SoundServer, listener: Listener, room: Ear, ear: Ear, folder: Path, clip: Clip,
    sound: FloatArray,
) -> Passage:  # fmt: skip
    """Play one recording, and hear what comes of it."""
    path = folder / "sound.wav"
    soundfile.write(path, sound, SAMPLE_RATE)
    before = time.monotonic()
    server.play(path)
    time.sleep(QUIET_SECONDS)
    after = time.monotonic()
    for one in (room, ear):
        one.catch_up(after)
    # The room is silent before; the shape of a horn would be found a few periods off.
    begun = before + first_sound(room.since(before, after - before))
    label = load_taxonomy()[clip.label]
    if not listener.announced(label.group, begun, begun + len(sound) / SAMPLE_RATE + 1.0):
        return Passage(clip.path, clip.label, False)
    heard = ear.since(begun, _WITHIN_SECONDS)
    if np.isnan(first_sound(heard)):
        return Passage(clip.path, clip.label, False)
    if label.priority is not Priority.CRITICAL:
        return Passage(clip.path, clip.label, True, None, first_sound(heard))
    return Passage(clip.path, clip.label, True, *signal_and_words(heard))


def main() -> None:
    """Play, hear, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/impulses.json"))
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    passages = []
    with tempfile.TemporaryDirectory() as name, room_and_ear(Path(name) / "server") as server:
        os.environ.update(server.variables)
        with (
            closing(Ear(server, Path(name) / "room.raw", "room")) as room,
            closing(Ear(server, Path(name) / "ear.raw", "ear")) as ear,
            closing(Listener(server, args.model)) as listener,
        ):
            time.sleep(4.0)
            for clip in tqdm(list(clips(args.each, args.data)), disable=None):
                sound = sounding(corpus.read(clip))
                if sound is not None:
                    passages.append(passage(server, listener, room, ear, Path(name), clip, sound))
    rows = []
    for label in LABELS:
        some = [one for one in passages if one.label == label]
        found = sum(one.in_lines for one in some)
        rows.append((f"{label.replace('_', ' ')}, recordings announced", f"{found} of {len(some)}"))
    signals = [one.signal for one in passages if one.signal is not None]
    words = [one.words for one in passages if one.words is not None]
    rows.append(("first sample to its signal (bar p95 600 ms)", spread(signals)))
    rows.append(("first sample to its words (bar p95 900 ms)", spread(words)))
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = f"python -m benchmarks.impulses --each {args.each}"
    details = {"passages": [asdict(one) for one in passages]}
    today("From an impulsive sound to the ear", command, rows, details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
