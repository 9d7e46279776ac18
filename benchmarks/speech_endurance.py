"""Whether the voice loses words, grows, or comes back after it was killed or stopped.

    python -m benchmarks.speech_endurance --captions 2000 --times 100

Real processes play into a null sink, which is recorded (`benchmarks.soundserver.recording` has the
clock), while another null sink is listened to as the microphone. The voice that speaks gets SIGKILL
and SIGSTOP at random moments, and something is wanted said right after. Bars: none lost,
none out of order, flat memory; the next utterance within 1.5 s, no microphone block lost.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.soundserver.recording import Ear, first_sound, spread
from benchmarks.soundserver.server import room_and_ear
from benchmarks.speech_latency import SEED, SMOKE, finish, say
from edge_aac.audio.audio_settings import AudioSettings
from edge_aac.audio.opening import open_source
from edge_aac.speech.messages import Reply, ReplyKind
from edge_aac.speech.speaker.speaker import Speaker
from edge_aac.speech.speaker.voice_process import Process, Receive
from edge_aac.speech.speech_settings import SpeechSettings, manner
from edge_aac.supervision.dropout import Dropouts
from edge_aac.types import Priority
from models.ground.desk import at_desk
from models.ground.result import today

BELL = "The doorbell is ringing."
DRAINED_SECONDS = 0.25
"""Sound that was in the device already is no sign of a new voice."""
PAGE = os.sysconf("SC_PAGE_SIZE")


class Cast:
    """Every voice that was started, which of them speaks, and what they spoken."""

    def __init__(self, settings: SpeechSettings) -> None:
        self._manner = manner(settings)
        self.speaking: Process | None = None
        self.said: list[int] = []

    def first(self, receive: Receive) -> Process:
        """Start one that speaks."""
        return self._start(receive, asleep=False)

    def second(self, receive: Receive) -> Process:
        """Start one that sleeps."""
        return self._start(receive, asleep=True)

    def _start(self, receive: Receive, *, asleep: bool) -> Process:
        known: list[Process] = []
        started = threading.Event()

        def take(reply: Reply | None) -> None:
            started.wait()
            if reply is not None and reply.kind is ReplyKind.READY:
                self.speaking = known[0]
            if reply is not None and reply.kind is ReplyKind.SAID:
                self.said.append(reply.id)
            receive(reply)

        known.append(Process(replace(self._manner, asleep=asleep), take))
        started.set()
        return known[0]

    def memory(self) -> float:
        """Of the voice that speaks [kB]."""
        assert self.speaking is not None
        pages = Path(f"/proc/{self.speaking.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * PAGE / 1024

    def strike(self, number: signal.Signals) -> float:
        """Send the voice that speaks a signal; when that was.

        Raises
        ------
        TimeoutError
            None speaks, ten seconds long.
        """
        end = time.monotonic() + 10.0
        while time.monotonic() < end:
            now = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                assert self.speaking is not None
                os.kill(self.speaking.pid, number)
                return now
            time.sleep(0.05)
        raise TimeoutError("No voice came back.")


class Microphone:
    """Listens to the room meanwhile, and counts what does not come."""

    def __init__(self) -> None:
        self._gaps = Dropouts()
        self._over = threading.Event()
        self.blocks = 0
        self._source = open_source(AudioSettings(input="pulse"))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for block in self._source.blocks():
            self._gaps.take(block)
            self.blocks += 1
            if self._over.is_set():
                return

    def close(self) -> int:
        """Stop; how many samples are missing."""
        self._over.set()
        self._thread.join(10.0)
        self._source.close()
        return self._gaps.missed


def endure(speaker: Speaker, cast: Cast, captions: int) -> tuple[dict[str, int], list[float]]:
    """Say many captions; what became of them, and the memory every fifty [kB]."""
    memory = []
    before = len(cast.said)
    for number in range(captions):
        say(speaker, f"Number {number}.", Priority.ATTENTION)
        if not speaker.wait(30.0):
            raise TimeoutError(f"The voice does not end: {speaker.faults}")
        if number % 50 == 0:
            memory.append(cast.memory())
    spoken = cast.said[before:]
    return {"lost": captions - len(spoken), "out of order": sum(np.diff(spoken) <= 0)}, memory


def recover(
    speaker: Speaker, cast: Cast, ear: Ear, number: signal.Signals, rng: random.Random
) -> float:
    """Strike at a random moment, in words or in silence; from there to the next sound [s]."""
    time.sleep(rng.uniform(2.5, 3.5))
    if rng.random() < 0.5:
        say(speaker, BELL, Priority.ATTENTION)
        time.sleep(rng.uniform(0.0, 1.0))
    struck = cast.strike(number)
    say(speaker, SMOKE, Priority.CRITICAL)
    finish(speaker, ear)
    return DRAINED_SECONDS + first_sound(ear.since(struck + DRAINED_SECONDS))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captions", type=int, default=2000)
    parser.add_argument("--times", type=int, default=100)
    out = Path("benchmarks/results/speech-endurance.json")
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    rng = random.Random(SEED)
    settings = SpeechSettings(output_device="pulse", rate=400)
    cast = Cast(settings)
    with tempfile.TemporaryDirectory() as name, room_and_ear(Path(name) / "server") as server:
        os.environ.update(server.variables)
        ear = Ear(server, Path(name) / "ear.raw")
        microphone = Microphone()
        speaker = Speaker(settings, None, cast.first, phrases=(SMOKE,), second=cast.second)
        say(speaker, BELL, Priority.ATTENTION)
        finish(speaker, ear)
        became, memory = endure(speaker, cast, args.captions)
        strikes = {
            number: [recover(speaker, cast, ear, number, rng) for _ in range(args.times)]
            for number in (signal.SIGKILL, signal.SIGSTOP)
        }
        counts = speaker.counts
        speaker.close()
        missed = microphone.close()
        ear.close()
    half = memory[len(memory) // 2 :]
    slope = 20.0 * float(np.polyfit(range(len(half)), half, 1)[0]) if len(half) > 1 else 0.0
    lost = f"{became['lost']} lost, {became['out of order']} out of order"
    rows = [
        (f"{args.captions} captions", lost),
        ("memory of the voice, second half", f"{slope:+.0f} kB in 1,000 captions"),
        *(
            (f"after {number.name}, to the next sound (bar 1,500 ms)", spread(took))
            for number, took in strikes.items()
        ),
        (
            "utterances in all",
            f"{counts.given} given, {counts.said} said, {counts.dropped} dropped, "
            f"{counts.interrupted} interrupted",
        ),
        ("microphone samples lost meanwhile", f"{missed} in {microphone.blocks} blocks"),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    details = {"memory_kb": memory, **{n.name: took for n, took in strikes.items()}}
    command = f"python -m benchmarks.speech_endurance --captions {args.captions}"
    command += f" --times {args.times}"
    question = "Are words lost, and does the voice come back?"
    today(question, command, rows, details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
