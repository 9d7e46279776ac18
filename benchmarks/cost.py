"""What the whole listener costs, and how that compares with YAMNet.

    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python -m benchmarks.cost

First `edge-aac bench`, in a process of its own for each runtime. Then both in one process, at the
pace of the sound: the whole listener, and each 0.48 s YAMNet on the window that ends there. Of
YAMNet that is the network alone, with its log-Mel in it; it gets no microphone and decides
nothing. Processor time, LiteRT, one thread each. A busy machine makes both dearer, since
whoever else runs takes the caches; so the load is reported.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from edge_aac.bench.bench_sound import BenchSound, made_sound
from edge_aac.bench.figures import Figures
from edge_aac.bench.measure import Subject
from edge_aac.bench.meter import Stage
from edge_aac.encoder.runtime import Runtime
from edge_aac.errors import EdgeAacError
from edge_aac.settings import Settings
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.baseline.yamnet import WINDOW, Teacher
from models.evaluation.ratio import Ratio, ratio_of
from models.ground.corpus import data_folder
from models.ground.desk import at_desk
from models.ground.result import RESULTS, Result, today

BASELINE_HOP = 7_680
"""Samples between two windows of YAMNet, as its makers use it (0.48 s)."""
STRETCH = 10 * BASELINE_HOP
"""Samples over which both are compared (4.8 s, 30 of our hops)."""
RUNTIMES: Mapping[Runtime, str] = {"litert": "LiteRT", "onnx": "ONNX Runtime"}
"""The settings' name, and the one that people know; the first is compared."""
_NS_PER_MS = 1e6


class Paired:
    """Runs the baseline on the listener's sound, and keeps what both took in each stretch.

    Parameters
    ----------
    sound : BenchSound
    baseline : callable
        Makes something of a window, shape (15600,), float32.
    now : callable
        Processor time of this thread [ns].
    """

    def __init__(
        self,
        sound: BenchSound,
        baseline: Callable[[FloatArray], object],
        now: Callable[[], int] = time.thread_time_ns,
    ) -> None:
        self._sound = sound
        self._baseline = baseline
        self._now = now
        self._next = BASELINE_HOP
        self._before = self._spent = 0
        self.ours: list[int] = []
        """Processor time of the listener in each whole stretch [ns]."""
        self.theirs: list[int] = []
        """The baseline's."""

    def __call__(self, samples: int, cpu: int) -> None:
        """The listener is there, and has taken so much processor time so far [ns]."""
        while samples >= self._next:
            window = self._sound.piece(self._next - WINDOW, WINDOW)
            began = self._now()
            self._baseline(window)
            self._spent += self._now() - began
            if self._next % STRETCH == 0:
                self.ours.append(cpu - self._before)
                self.theirs.append(self._spent)
                self._before, self._spent = cpu, 0
            self._next += BASELINE_HOP

    @property
    def ratio(self) -> Ratio:
        """Ours to theirs."""
        stretches = [str(i) for i in range(len(self.ours))]
        ratio = ratio_of(self.ours, self.theirs, stretches)
        return Ratio(ratio.value, ratio.low, ratio.high, len(stretches))


def paired(
    settings: Settings, sound: BenchSound, baseline: Callable[[FloatArray], object], seconds: float
) -> tuple[Paired, Figures]:
    """Let both listen for so long [s]; what each took, and the listener's figures.

    Raises
    ------
    EdgeAacError
        Sound was dropped, so that both did not listen to the same.
    """
    both = Paired(sound, baseline)
    figures = Subject(settings, print).measure(sound, seconds, both)
    if figures.run.missed_seconds:
        raise EdgeAacError("This machine is too busy to compare on: stop what else runs.")
    return both, figures


def alone(runtime: Runtime, seconds: int) -> dict[str, Any]:
    """What `edge-aac bench` says, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", "bench", "--json", "--seconds", str(seconds),
         "--runtime", runtime],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise EdgeAacError(f"The measuring failed: {done.stderr.strip()}")
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def rows_of(
    runs: Mapping[str, Mapping[str, Any]], both: Paired, figures: Figures
) -> list[tuple[str, str]]:
    """The lines of docs/results.md, the cost of everything first.

    Parameters
    ----------
    runs : mapping
        Name of a runtime -> the object of `edge-aac bench`.
    both : Paired
    figures : Figures
        The listener's in that run.
    """
    rows = [
        (
            f"CPU of the whole listener, {name}",
            f"{_cost(run, 'whole'):.1f} ms per second of sound, "
            f"{_cost(run, 'whole') / 10:.1f} % of one core (n={run['hops']} hops)",
        )
        for name, run in runs.items()
    ]
    parts = [*(stage.value for stage in Stage), "libraries", "rest"]
    for name, run in runs.items():
        stages = ", ".join(f"{part.replace('_', ' ')} {_cost(run, part):.2f}" for part in parts)
        times = run["hop_ms"]
        rows += [
            (f"of it by stage, {name}", f"{stages} ms"),
            (
                f"time for a hop of 160 ms, {name}",
                f"p50 {times['p50']:.1f} ms, p95 {times['p95']:.1f} ms, p99 {times['p99']:.1f} ms, "
                f"longest {times['max']:.1f} ms (n={run['hops']})",
            ),
            (
                f"start-up, peak memory, threads, {name}",
                f"{_or_unknown(run['startup']['seconds'], 's')} "
                f"(CPU {run['startup']['cpu_seconds']:.1f} s), "
                f"{_or_unknown(run['peak_rss_mib'], 'MiB')}, "
                f"{run['threads']} threads",
            ),
        ]
    ratio = both.ratio
    seconds = ratio.n * STRETCH / SAMPLE_RATE
    rows.append(
        (
            "the whole listener against YAMNet's network each 0.48 s, both at once, LiteRT, one "
            "thread each",
            f"{sum(both.ours) / _NS_PER_MS / seconds:.1f} and "
            f"{sum(both.theirs) / _NS_PER_MS / seconds:.1f} ms of CPU per second of sound, "
            f"ratio {ratio.value:.1f} (n={ratio.n} stretches of {STRETCH / SAMPLE_RATE:g} s, "
            f"95 % {ratio.low:.1f} to {ratio.high:.1f}); of ours the encoder "
            f"{figures.stage(Stage.ENCODER):.1f} ms",
        )
    )
    return rows


def _cost(run: Mapping[str, Any], part: str) -> float:
    return float(run["cpu_ms_per_second"][part])


def _or_unknown(value: float | None, unit: str) -> str:
    return "unknown" if value is None else f"{value:.1f} {unit}"


def run(folder: Path, seconds: int) -> Result:
    """Measure all of it."""
    teacher = Teacher(folder)
    runs = {name: alone(runtime, seconds) for runtime, name in RUNTIMES.items()}
    settings = Settings.model_validate({"encoder": {"runtime": next(iter(RUNTIMES))}})
    both, figures = paired(settings, made_sound(), teacher.scores, seconds)
    details = {
        "runs": runs,
        "paired": {
            "ratio": both.ratio.as_json(),
            "ours_ms": _milliseconds(both.ours),
            "theirs_ms": _milliseconds(both.theirs),
            "listener": figures.as_object(),
        },
    }
    load = os.getloadavg()[-1]
    other = f"load average {load:.1f} over the last quarter of an hour, this run's own part in it"
    return today(
        "What does listening cost?",
        f"python -m benchmarks.cost --seconds {seconds}",
        [*rows_of(runs, both, figures), ("what else ran on the machine", other)],
        details,
    )


def _milliseconds(times: Sequence[int]) -> list[float]:
    return [round(spent / _NS_PER_MS, 2) for spent in times]


def main() -> None:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="of sound, for each run")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=RESULTS / "cost.json")
    args = parser.parse_args()
    result = run(data_folder(args.data), args.seconds)
    result.write(args.out)
    for what, figure in result.rows:
        print(f"{what}: {figure}")


if __name__ == "__main__":
    at_desk(main)
