"""The same table for every tonal detector, in one run.

python -m benchmarks.tonal --each 100 --network runs/tonal-a
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.tonal.cases import PARTS, REAL, Case, cases
from benchmarks.tonal.ears import HINT, Ear, Said, network, whole
from models.ground.desk import at_desk
from models.ground.result import today

QUESTION = "Patterns of alarms and sirens in time: named when they are there, and only then?"
_NEVER = 999.0
_APART = 10.0
"""Words so far from each other are two [s]."""
MORE = {"look-alikes": 9}
"""Parts of which there are so many times more."""


def judged(case: Case, said: Sequence[Said], seconds: float) -> dict[str, Any]:
    """What counts of a case."""
    after = [one for one in said if one.at > case.onset]
    names = [one for one in said if one.what != HINT]
    right = next((one.at for one in after if one.what == case.meant), None) if case.meant else None
    last: dict[str, float] = {}
    times: dict[str, int] = {}
    for one in said:
        times[one.what] = times.get(one.what, 0) + (one.at - last.get(one.what, -99.0) > _APART)
        last[one.what] = one.at
    return {
        "name": case.name,
        "times": times,
        "first": None if not after else round(after[0].at - case.onset, 2),
        "named": None if right is None else round(right - case.onset, 2),
        "wrong": sorted({one.what for one in names if one.what != case.meant}),
        "early": any(one.at <= case.onset for one in said),
        "hinted": any(one.what == HINT for one in said),
        "milliseconds": round(1000 * seconds, 1),
        "seconds": round(len(case.samples) / 16_000, 1),
    }


def figure(part: str, found: Sequence[dict[str, Any]], meant: bool) -> str:
    """What is said of one part."""
    n = len(found)
    if part == REAL:
        hours = sum(one["seconds"] for one in found) / 3600
        sums: Counter[str] = Counter()
        for one in found:
            sums.update(one["times"])
        summary = ", ".join(f"{count} {what}" for what, count in sorted(sums.items())) or "nothing"
        return f"{summary} in {hours:.2f} h without any of them"
    wrong = sum(bool(one["wrong"]) for one in found)
    if not meant:
        hints = sum(one["hinted"] for one in found)
        return f"{wrong} of {n} given a name, {hints} taken for some alarm"
    named = [one["named"] for one in found if one["named"] is not None]
    first = [one["first"] for one in found if one["first"] is not None]
    times = [
        f"{what} p50 {_percentile(found_at, n, 50)}, p95 {_percentile(found_at, n, 95)}"
        for what, found_at in (("first word", first), ("name", named))
    ]
    return (
        f"{len(named)} of {n} named, {len(first)} announced, {wrong} given a wrong name as well; "
        f"from its onset {'; '.join(times)}"
    )


def _percentile(times: Sequence[float], n: int, percent: int) -> str:
    """Of all, those that never came counting as the longest."""
    value = float(np.percentile([*times, *[_NEVER] * (n - len(times))], percent))
    return f"{value:.1f} s" if value < _NEVER / 2 else "never"


def main() -> None:
    """Hear, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--network", type=Path, nargs="*", default=[], help="folders of runs")
    parser.add_argument(
        "--bundle", type=Path, nargs="*", default=[], help="encoder and detector too"
    )
    parser.add_argument("--out", type=Path, help="a result, of the first bundle")
    parser.add_argument("--parts", nargs="*", default=list(PARTS))
    args = parser.parse_args()
    torch.set_num_threads(1)
    ears: dict[str, Ear] = {run.name: network(run) for run in args.network}
    ears |= {folder.name: whole(folder) for folder in args.bundle}
    said_of: dict[str, list[tuple[str, str]]] = {name: [] for name in ears}
    for part in args.parts:
        # Real hours are as many as there are.
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in ears}
        meant = False
        for case in cases(part, args.each * MORE.get(part, 1)):
            meant = bool(case.meant)
            for name, ear in ears.items():
                begun = time.process_time()
                said = ear(case)
                found[name].append(judged(case, said, time.process_time() - begun))
        for name, rows in found.items():
            said_of[name].append((part, figure(part, rows, meant)))
            print(f"{name:12} {part:24}", said_of[name][-1][1], flush=True)
    if args.out:
        command = f"python -m benchmarks.tonal --each {args.each} --bundle {args.bundle[0]}"
        today(QUESTION, command, said_of[args.bundle[0].name]).write(args.out)


if __name__ == "__main__":
    at_desk(main)
