"""The alarm promise, measured: recall by level, false alarms, look-alikes, delays, a baseline.

    python -m benchmarks.soundscapes --bundle models/edge-aac-s

Composes hours of household, street and night from `score` rows, with alarms and look-alikes
from the second renderer, and streams all of it through the listener. An hour or less on two
cores for everything; `--part` does one part. What was heard is kept under `--kept`, so that a
part that was heard once is only judged again; delete it to hear anew.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.soundscapes import plan, report
from benchmarks.soundscapes.hearing import SceneResult
from benchmarks.soundscapes.material import material_in
from benchmarks.soundscapes.plots import plot
from benchmarks.soundscapes.spec import Spec
from benchmarks.soundscapes.streaming import name, stream
from edge_aac.settings import Settings
from models.ground.desk import at_desk
from models.ground.result import beside, today

PARTS = ("alarms", "others", "look-alikes", "false", "events")
QUESTION = "Alarms and doorbells in hours of household, street and night: found, soon, not falsely?"


def main() -> None:
    """Compose, stream, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", choices=PARTS, action="append", help="default: all")
    parser.add_argument("--hours", type=float, default=30.0, help="without any announced sound")
    parser.add_argument("--each", type=int, default=50, help="alarms of a kind at each level")
    parser.add_argument("--other", type=int, default=10, help="of other sounders at each level")
    parser.add_argument("--alike", type=int, default=100, help="look-alikes of a kind")
    parser.add_argument("--most", type=int, default=25, help="recordings of a label at each level")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kept", type=Path, default=Path("cache/soundscapes"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/soundscapes.json"))
    args = parser.parse_args()
    settings = Settings()
    if args.bundle is not None:
        encoder = settings.encoder.model_copy(update={"model": args.bundle})
        settings = settings.model_copy(update={"encoder": encoder})
    rows = material_in(args.data)
    parts = args.part or list(PARTS)
    wanted: dict[str, list[Spec]] = {
        "alarms": plan.alarms(args.each),
        "others": plan.other_alarms(args.other),
        "look-alikes": plan.confusers(args.alike, rows),
        "false": plan.false_alarms(args.hours),
        "events": plan.events(args.most, rows),
    }

    def heard(part: str) -> list[SceneResult]:
        kept = args.kept / name(wanted[part])
        baseline = part in ("false", "events")
        return stream(
            wanted[part], settings, args.data, baseline=baseline, jobs=args.jobs, kept=kept
        )

    written = report.Report()
    if "alarms" in parts:
        report.standard_alarms(written, heard("alarms"))
    if "others" in parts:
        report.other_alarms(written, heard("others"))
    if "look-alikes" in parts:
        report.confusers(written, heard("look-alikes"))
    if "false" in parts:
        report.quiet_hours(written, heard("false"), rows.hours)
    if "events" in parts:
        report.real_events(written, heard("events"), heard("false"))
    for what, figure in written.rows:
        print(f"{what}: {figure}")
    plot(written, beside(args.out).parent)
    command = " ".join(["python -m benchmarks.soundscapes", *sys.argv[1:]])
    today(QUESTION, command, written.rows, details=written.details).write(args.out)


if __name__ == "__main__":
    at_desk(main)
