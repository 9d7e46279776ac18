"""Hours of sound through the listener, and whether anything grows or is lost.

    python -m benchmarks.soak --hours 24
    python -m benchmarks.soak --hours 1 --real-time

Recordings of `score`, rendered alarms, doorbells and sirens between them, go into `edge-aac listen
--input -` as fast as it takes them, without speech. In real time they sound in a room of a sound
server, at whose microphone it listens and speaks. Each minute its memory, descriptors and threads
are read from /proc. The growth of the memory is that of all minutes after the first hour.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.soak.piped import soak
from benchmarks.soak.reading import Reading, rows
from benchmarks.soak.real_time import Heard, hear
from edge_aac.types import HOP_SAMPLES
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today

QUESTION = "Does anything grow over a day of sound?"
REAL_TIME_QUESTION = "Is a block lost in an hour at a sound server?"
Rows = list[tuple[str, str]]


def _piped(args: argparse.Namespace) -> tuple[Sequence[Reading], Rows]:
    begun = time.monotonic()
    readings, code = soak(args.hours, args.data, args.log)
    minutes = (time.monotonic() - begun) / 60.0
    sound = f"{len(readings) / 60:.1f} h, in {minutes:.0f} minutes; exit code {code}"
    return readings, [("sound", sound)]


def _real_time(args: argparse.Namespace) -> tuple[Sequence[Reading], Rows]:
    heard = hear(args.hours, args.data, args.log)
    return heard.readings, [
        ("sound", f"{heard.sound:.1f} s heard in {heard.seconds:.1f} s; exit code {heard.code}"),
        ("blocks lost", _lost(heard)),
        ("faults that it announced", _faults(heard)),
        ("sentences spoken about sounds", str(heard.sentences)),
    ]


def _lost(heard: Heard) -> str:
    dropped = -(-int(heard.figures["dropped_samples"]) // HOP_SAMPLES)
    return f"{dropped} dropped, {heard.figures['skipped_blocks']} skipped"


def _faults(heard: Heard) -> str:
    counts = heard.figures["faults"]
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def main() -> None:
    """Listen, count, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--real-time", action="store_true", help="at a sound server")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--log", type=Path, default=Path("cache/soak.log"))
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    args.log.parent.mkdir(parents=True, exist_ok=True)
    readings, figures = (_real_time if args.real_time else _piped)(args)
    tracebacks = args.log.read_text(errors="replace").count("Traceback")
    figures += [*rows(readings), ("tracebacks", str(tracebacks))]
    for what, figure in figures:
        print(f"{what}: {figure}")
    command = f"python -m benchmarks.soak --hours {args.hours:g}"
    name, question = "soak", QUESTION
    if args.real_time:
        command += " --real-time"
        name, question = "soak-real-time", REAL_TIME_QUESTION
    details = {"memory": [[o.minute, round(o.megabytes, 2)] for o in readings[::10]]}
    out = args.out or RESULTS / f"{name}.json"
    today(question, command, figures, details=details).write(out)


if __name__ == "__main__":
    at_desk(main)
