"""Chirps of a low battery: heard with the third, and not where there are none.

    python -m benchmarks.chirps

Three chirps of the second renderer, half a minute to a minute apart, over household, street and
night, and the hours without any announced sound of `benchmarks.soundscapes`: all through the
narrow bands and what listens for chirps. The network has no part in it, so it is left out.
A few minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.renderer.rendered import render
from benchmarks.self_hearing.score import share
from benchmarks.soundscapes import plan
from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.judge import bound
from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.spec import Spec
from benchmarks.soundscapes.streaming import in_streams
from edge_aac.events.chirps.chirp_detector import ChirpDetector, Chirps
from edge_aac.events.chirps.spectrum_history import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from models.ground.desk import at_desk
from models.ground.jobs import shared
from models.ground.result import today

QUESTION = "Chirps of a low battery: heard with the third, and never without?"
LEVELS_DB = (0.0, 10.0, 20.0)
"""Of a chirp over its bed, broadband, while it sounds."""
FIRST_SEED = 18_000
"""Devices with smaller seeds were looked at."""
_OFF_SECONDS = 0.2


def chirps(each: int) -> list[Spec]:
    """Devices at every level, each by itself."""
    return [
        Spec("chirps", i, plan.ENVIRONMENTS[i % 3], 0.0, "rendered:low_battery_chirp", level)
        for level in LEVELS_DB
        for i in range(FIRST_SEED, FIRST_SEED + each)
    ]


def hear(scenes: Iterable[FloatArray]) -> list[tuple[float, Chirps]]:
    """What is heard in scenes that follow each other, and when [s]."""
    listener = ChirpDetector(bin_hertz())
    state, detected, hops = listener.start(), [], 0
    for samples in scenes:
        columns = NarrowBand().whole(samples)
        for at in range(0, len(columns) // HOP_COLUMNS * HOP_COLUMNS, HOP_COLUMNS):
            hops += 1
            end = hops * HOP_COLUMNS * COLUMN_SECONDS
            state, heard = listener.step(state, columns[at : at + HOP_COLUMNS], end)
            detected += [] if heard is None else [(round(end, 2), heard)]
    return detected


def run(data: Path | None, stream: Sequence[Spec]) -> list[tuple[float, Chirps]]:
    """Scenes that are one stream, from the recordings of a folder."""
    made_of = material_in(data)
    return hear(compose(spec, made_of).samples for spec in stream)


def is_heard(device: Spec, detected: list[tuple[float, Chirps]]) -> bool:
    """Whether chirps were heard, and come as often as the device's."""
    (first, _), (second, _), _ = render("low_battery_chirp", device.index).spans
    return any(abs(one.period - (second - first)) < _OFF_SECONDS for _, one in detected)


def main() -> None:
    """Compose, hear, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--each", type=int, default=100, help="devices at each level")
    parser.add_argument("--hours", type=float, default=30.0, help="without any announced sound")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/chirps.json"))
    args = parser.parse_args()
    devices, minutes = chirps(args.each), plan.false_alarms(args.hours)
    streams = [*((one,) for one in devices), *in_streams(minutes)]
    heard = shared(partial(run, args.data), streams, args.jobs)
    of_devices, of_minutes = heard[: len(devices)], heard[len(devices) :]
    rows = []
    for level in LEVELS_DB:
        hits = [
            is_heard(one, detected)
            for one, detected in zip(devices, of_devices, strict=True)
            if one.level_db == level
        ]
        rows.append((f"three chirps at {level:+.0f} dB, heard with the third", share(hits)))
    false = [(at, t, one) for at, detected in enumerate(of_minutes) for t, one in detected]
    distinct = material_in(args.data).hours
    rows.append(
        (
            f"heard in {args.hours:.0f} h without any ({distinct:.1f} distinct hours, each minute "
            "composed by itself, so of chance alone)",
            f"{len(false)} (at most {bound(len(false), args.hours):.2f} an hour, 95 %)",
        )
    )
    for what, figure in rows:
        print(f"{what}: {figure}")
    details = {
        "false": [
            {"stream": at, "t": t, "hertz": round(one.hertz), "every": round(one.period, 1)}
            for at, t, one in false
        ]
    }
    today(QUESTION, "python -m benchmarks.chirps", rows, details=details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
