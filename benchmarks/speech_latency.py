"""How soon words are heard once somebody wants them said.

    python -m benchmarks.speech_latency --times 200

A real voice in its real process plays into a null sink, which is recorded; see
`benchmarks.soundserver.recording` for the clock. Bars: caption to first sound p50 60 ms,
p95 120 ms; a hazard in the middle of a sentence: the old sound stops within 100 ms, the signal
begins within 150 ms, the words within 300 ms.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.soundserver.recording import LOUD, Ear, first_sound, signal_and_words, spread
from benchmarks.soundserver.server import room_and_ear
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speech_settings import SpeechSettings
from edge_aac.types import SAMPLE_RATE, Priority, Utterance
from models.ground.desk import at_desk
from models.ground.result import today

SMOKE = "A smoke alarm is sounding."
SCENE = "Rain on a roof, a dog barking far away, and somebody walking slowly along the path."
NOUNS = ("doorbell", "telephone", "kettle", "dog", "siren", "baby", "clock", "tap")
SEED = 20261125


def say(speaker: Speaker, text: str, priority: Priority) -> float:
    """Want something said; when that was."""
    now = time.monotonic()
    speaker.say(Utterance(text, priority, 0.0, "benchmark"))
    return now


def finish(speaker: Speaker, ear: Ear) -> None:
    """Wait until all is said and recorded."""
    if not speaker.wait(30.0):
        raise TimeoutError(f"The voice does not end: {speaker.faults}")
    ear.catch_up(time.monotonic())


def caption(speaker: Speaker, ear: Ear, rng: random.Random, number: int) -> float:
    """From a caption, different each time, to its first sound [s]."""
    time.sleep(rng.uniform(0.3, 0.8))
    text = f"{rng.choice(NOUNS).capitalize()} number {number}."
    start = say(speaker, text, Priority.ATTENTION)
    finish(speaker, ear)
    return first_sound(ear.since(start))


def hazard(speaker: Speaker, ear: Ear, rng: random.Random) -> tuple[float, float, float]:
    """From a hazard to the end of the old sound, to its signal, to its words [s]."""
    time.sleep(rng.uniform(0.3, 0.8))
    say(speaker, SCENE, Priority.AMBIENT)
    time.sleep(rng.uniform(0.8, 2.6))
    start = say(speaker, SMOKE, Priority.CRITICAL)
    finish(speaker, ear)
    heard = ear.since(start)
    began, words = signal_and_words(heard, 1.0)
    before = np.flatnonzero(np.abs(heard[: int(began * SAMPLE_RATE)]) > LOUD)
    stopped = float(before[-1]) / SAMPLE_RATE if len(before) else 0.0
    return stopped, began, words


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/speech-latency.json"))
    args = parser.parse_args()
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name, room_and_ear(Path(name) / "server") as server:
        os.environ.update(server.variables)
        ear = Ear(server, Path(name) / "ear.raw")
        speaker = Speaker(SpeechSettings(output_device="pulse"), phrases=(SMOKE,))
        for number in range(5):  # warm, and the second voice is up
            caption(speaker, ear, rng, number)
        captions = [caption(speaker, ear, rng, number) for number in range(args.times)]
        hazards = [hazard(speaker, ear, rng) for _ in range(args.times)]
        speaker.close()
        ear.close()
    stopped, began, words = (list(column) for column in zip(*hazards, strict=True))
    rows = [
        ("caption to first sound, warm (bars 60 and 120 ms)", spread(captions)),
        ("hazard in a sentence: the old sound has stopped (bar 100 ms)", spread(stopped)),
        ("hazard in a sentence: its signal begins (bar 150 ms)", spread(began)),
        ("hazard in a sentence: its words begin (bar 300 ms)", spread(words)),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    details = {"caption_s": captions, "stopped_s": stopped, "signal_s": began, "words_s": words}
    command = f"python -m benchmarks.speech_latency --times {args.times}"
    today("How soon is it heard?", command, rows, details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
