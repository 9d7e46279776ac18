"""Archives: what captioning costs by one, two and four workers, and whether its memory grows.

    python -m benchmarks.archives

Recordings of `score` are joined into files of a minute. A cluster of dask's on this machine
describes them for the index with one, two and four workers of one thread, as `edge-aac index
--engine dask` does. Then hours of the same sound go into `edge-aac caption -` as fast as it takes
them, and its memory is read each ten minutes of sound.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
import soundfile
from tqdm import tqdm

from edge_aac.archive.engine_choice import engine
from edge_aac.archive.found_recordings import Recording
from edge_aac.archive.indexing import Indexing
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today

QUESTION = "Archives: what does captioning cost by so many workers, and does anything grow?"
MINUTE = 60 * SAMPLE_RATE
_PAGE = 4096
_BETWEEN = 10
"""Minutes of sound between two readings of the memory."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a cluster did."""

    workers: int
    seconds: float
    """Of sound."""
    wall: float
    cpu: float
    """Both of all recordings [s]; CPU is that of the workers."""

    def __str__(self) -> str:
        return (
            f"{self.seconds / self.wall / self.workers:.1f} s of sound in a second for each "
            f"worker, {self.seconds / self.wall:.1f} in all; CPU of a second of sound "
            f"{1000 * self.cpu / self.seconds:.1f} ms (n={self.seconds / 60:.0f} minutes)"
        )


def minutes(data: Path | None) -> Iterator[FloatArray]:
    """The recordings one after another, a minute at a time, without end."""
    corpus = load_corpus(data)
    clips = corpus.select(None, "score")
    order = np.random.default_rng(27).permutation(len(clips))
    held: list[FloatArray] = []
    count = 0
    for i in itertools.cycle(order.tolist()):
        held.append(corpus.read(clips[i]))
        count += len(held[-1])
        while count >= MINUTE:
            whole = np.concatenate(held)
            yield whole[:MINUTE]
            held, count = [whole[MINUTE:]], count - MINUTE


def worked(workers: int, recordings: list[Recording]) -> Worked:
    """Describe recordings by a cluster of so many processes."""
    import distributed

    with (
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        run_all = engine("dask", cluster.scheduler_address, 1)
        work = Indexing(Settings())
        # Each worker opens the networks once, which is no part of it.
        list(run_all(work, recordings[: 2 * workers]))
        before = sum(client.run(time.process_time).values())
        began = time.perf_counter()
        outcomes = list(run_all(work, recordings))
        wall = time.perf_counter() - began
        cpu = sum(client.run(time.process_time).values()) - before
    broken = [one.fault for one in outcomes if one.fault is not None]
    if broken:
        raise SystemExit(broken[0])
    seconds = sum(one.passages[-1].end for one in outcomes)
    return Worked(workers, seconds, wall, cpu)


def memory(hours: float, data: Path | None) -> tuple[list[float], float]:
    """MiB of `edge-aac caption -` each ten minutes of sound, and its CPU [s]."""
    words = [sys.executable, "-m", "edge_aac", "caption", "-", "--format", "csv"]
    readings: list[float] = []
    before = os.times()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as caption:
        assert caption.stdin is not None
        given = itertools.islice(minutes(data), round(hours * 60))
        for minute, piece in enumerate(tqdm(given, total=round(hours * 60), disable=None)):
            caption.stdin.write((np.clip(piece, -1.0, 1.0) * 32767.0).astype("<i2").tobytes())
            if minute % _BETWEEN == _BETWEEN - 1:
                pages = int(Path(f"/proc/{caption.pid}/statm").read_text().split()[1])
                readings.append(pages * _PAGE / 2**20)
        caption.stdin.close()
        if caption.wait(600):
            raise SystemExit("edge-aac caption failed.")
    after = os.times()
    cpu = after.children_user + after.children_system
    return readings, cpu - before.children_user - before.children_system


def main() -> None:
    """Work, look, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--minutes", type=int, default=24, help="that a cluster describes")
    parser.add_argument("--hours", type=float, default=10.0, help="that the memory is read over")
    parser.add_argument("--out", type=Path, default=RESULTS / "archives.json")
    args = parser.parse_args()
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        recordings = []
        for number, piece in enumerate(itertools.islice(minutes(args.data), args.minutes)):
            path = Path(folder) / f"{number}.flac"
            soundfile.write(path, piece, SAMPLE_RATE)
            recordings.append(Recording(str(path), PurePath(path.name)))
        for workers in (1, 2, 4):
            done = worked(workers, recordings)
            print(f"{workers} workers: {done}", flush=True)
            rows.append((f"index, dask, {workers} of one thread", str(done)))
    readings, cpu = memory(args.hours, args.data)
    first, later = readings[: len(readings) // 10 + 1], readings[len(readings) // 10 + 1 :]
    hours = np.arange(len(later)) * _BETWEEN / 60
    slope = float(np.polyfit(hours, later, 1)[0]) if len(later) > 1 else 0.0
    rows += [
        (
            f"memory of edge-aac caption over {args.hours:g} h of one recording",
            f"{max(first):.1f} MiB in the first tenth, then {min(later):.1f} to {max(later):.1f} "
            f"MiB; growth {slope:+.2f} MiB an hour of sound",
        ),
        (
            "CPU of an hour of sound, as a table",
            f"{cpu / args.hours:.0f} s on one core, {cpu / args.hours / 2:.0f} s on two "
            "(bar: 60 s)",
        ),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    command = " ".join(["python -m benchmarks.archives", *sys.argv[1:]])
    today(QUESTION, command, rows).write(args.out)


if __name__ == "__main__":
    at_desk(main)
