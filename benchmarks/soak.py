"""A day of sound through the listener, and whether anything grows.

    python -m benchmarks.soak --hours 24

Recordings of `score`, rendered alarms, doorbells and sirens between them, go into `edge-aac listen
--input -` as fast as it takes them, without speech. Each minute of sound its memory, descriptors
and threads are read from /proc. The slope of the memory is that of all minutes after the first
hour.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.renderer.rendered import CONFUSERS, STANDARD, render
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today
from models.ground.sorted_sounds import sorted_sounds

SEED = 20261130
_RENDERED = 0.15
"""Part of the pieces that are rendered: alarms, and what is mistaken for them."""
_PAGE = 4096
QUESTION = "Does anything grow over a day of sound?"


@dataclass(frozen=True, slots=True)
class Reading:
    """Of the listener's process."""

    minute: int
    """Of sound, since the beginning."""
    megabytes: float
    descriptors: int
    threads: int


def read(pid: int, minute: int) -> Reading:
    """What /proc tells of a process now."""
    folder = Path(f"/proc/{pid}")
    pages = int((folder / "statm").read_text().split()[1])
    status = (folder / "status").read_text()
    threads = next(line for line in status.splitlines() if line.startswith("Threads:"))
    descriptors = len(list((folder / "fd").iterdir()))
    return Reading(minute, pages * _PAGE / 2**20, descriptors, int(threads.split()[1]))


def slope(readings: list[Reading]) -> float:
    """Growth of the memory after the first hour [MiB per 24 h of sound]."""
    later = [one for one in readings if one.minute >= 60]
    if len(later) < 2:
        return 0.0
    minutes = np.array([one.minute for one in later], float)
    memory = np.array([one.megabytes for one in later])
    return float(np.polyfit(minutes, memory, 1)[0] * 24 * 60)


def pieces(data: Path | None) -> Iterator[FloatArray]:
    """Recordings and rendered sounds, without end."""
    corpus = load_corpus(data)
    sounds = sorted_sounds(corpus.select(None, "score"))
    rng = np.random.default_rng(SEED)
    kinds = [*STANDARD, *CONFUSERS]
    while True:
        for i in rng.permutation(len(sounds.quiet)):
            gain = np.float32(10 ** rng.uniform(-1.5, 0.3))
            yield corpus.read(sounds.quiet[i]) * gain
            if rng.random() < _RENDERED:
                kind = kinds[int(rng.integers(len(kinds)))]
                yield render(kind, int(rng.integers(100_000, 200_000))).samples * gain


def raw(samples: FloatArray) -> bytes:
    """As `--input -` takes them."""
    return np.asarray(np.clip(samples, -1.0, 1.0) * 32767.0, "<i2").tobytes()


def soak(hours: float, data: Path | None, log: Path) -> tuple[list[Reading], int, str]:
    """Readings of each minute, the exit code, and what was printed on standard error."""
    words = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--no-speech", "--json"]
    readings: list[Reading] = []
    # Whoever listens on this machine keeps its socket.
    environment = {**os.environ, "EDGE_AAC_CONTROL": "off"}
    with (
        log.open("w+") as errors,
        subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        ) as listener,
    ):
        assert listener.stdin is not None
        given, minute = 0, 0
        progress = tqdm(total=round(hours * 60), unit="min", disable=None)
        for piece in pieces(data):
            listener.stdin.write(raw(piece))
            given += len(piece)
            while given >= (minute + 1) * 60 * SAMPLE_RATE:
                minute += 1
                progress.update()
                readings.append(read(listener.pid, minute))
            if minute >= hours * 60:
                break
        listener.stdin.close()
        code = listener.wait(600)
        errors.seek(0)
        return readings, code, errors.read()


def main() -> None:
    """Soak, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--log", type=Path, default=Path("cache/soak.log"))
    parser.add_argument("--out", type=Path, default=RESULTS / "soak.json")
    args = parser.parse_args()
    args.log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    readings, code, errors = soak(args.hours, args.data, args.log)
    took = time.monotonic() - begun
    later = [one for one in readings if one.minute >= 60] or readings
    memory = [one.megabytes for one in later]
    rows = [
        ("sound", f"{len(readings) / 60:.1f} h, in {took / 60:.0f} minutes; exit code {code}"),
        ("memory after the first hour", f"{min(memory):.1f} to {max(memory):.1f} MiB"),
        ("growth after the first hour", f"{slope(readings):+.2f} MiB per 24 h of sound"),
        (
            "descriptors",
            f"{min(o.descriptors for o in later)} to {max(o.descriptors for o in later)}",
        ),
        ("threads", f"{min(o.threads for o in later)} to {max(o.threads for o in later)}"),
        ("tracebacks", str(errors.count("Traceback"))),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = f"python -m benchmarks.soak --hours {args.hours:g}"
    details = {"memory": [[o.minute, round(o.megabytes, 2)] for o in readings[::10]]}
    today(QUESTION, command, rows, details=details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
