"""Ask how well a sound that a person teaches is known again, and how often it is called falsely.

    python -m benchmarks.teach

Each device is one sound: recordings of doorbells and appliances (`score` rows, one of each original
recording), and doorbells and kitchen beeps of the benchmarks' own renderer. It is taught by 3, 5
and 10 takes in rooms and beds that its tests do not have (measured room responses, every second
group; beds of `calibrate`, 15 to 30 dB weaker), and tested in the others over beds of `score` that
are 20, 10 and 5 dB weaker. A take counts as known where two hops within 1.28 s are above its
threshold while it sounds, as the listener confirms it.

False alarms are counted over all recordings of `calibrate` and `score` that are not of the device,
each heard from silence; electronic chimes and beeps of other devices are counted apart. What is
refused is counted apart, too, and as missed. `wrong_use` adds wrong use, and a taught
alarm clock beside smoke alarms in the whole listener.
ProtoSound's library is taught as it is, three clips a class, and tested with the other two; its
classes are kinds of sound and not devices, and its clips are in the background that the model
ships, so this is less than a home would have.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.teach.bench import Bench
from benchmarks.teach.device import devices
from benchmarks.teach.hearing import hear_beds
from benchmarks.teach.lesson import EXAMPLES, TESTS, Outcome, teach, together
from benchmarks.teach.library import library
from benchmarks.teach.table import rows_of
from benchmarks.teach.wrong_use import use
from edge_aac.settings import Settings, load_settings
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today


def main() -> None:
    """Teach, test, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--split", default="score", help="whose devices are taught and beds tested")
    parser.add_argument("--doorbells", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, default=RESULTS / "teach.json")
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    settings: Settings = load_settings({"model": args.model}, environ={}).settings
    bench = Bench(corpus, settings, args.split, args.jobs)
    bench.beds = beds = hear_beds(corpus, bench)
    some = devices(corpus, args.split, args.doorbells)
    outcomes: list[Outcome] = []
    for each in tqdm(bench.each(teach, some), total=len(some), disable=None):
        outcomes += each
    teacher = bench.teacher
    table = rows_of(outcomes, beds)
    five = [one for one in outcomes if one.count == 5]
    known, right, count = together(five, teacher, bench.tests)
    table.append(
        ("twenty taught at once, 10 dB", f"{known} of {count} known, {right} by the right name")
    )
    known, count, refused = library(teacher, corpus)
    figures = f"{known} of {count} clips known, {refused} of {refused + count // 2} lessons refused"
    table.append(("ProtoSound's library, 3 clips a class", figures))
    table += use(teacher, settings)
    spent = [one.seconds for one in outcomes if one.count == max(EXAMPLES) and one.lesson]
    table.append(
        (
            f"{max(EXAMPLES)} examples, CPU time to learn",
            f"{np.median(spent):.1f} s, longest {max(spent):.1f} s",
        )
    )
    for what, figure in table:
        print(f"{what}: {figure}")
    details = {
        "outcomes": [
            {
                "device": one.device.name,
                "kind": one.device.kind,
                "examples": one.count,
                "refused": one.refused,
                "known": {str(db): sum(hits) for db, hits in one.known.items()},
                "false": dict(one.false),
            }
            for one in outcomes
        ],
        "cpu_seconds_of_the_last_lessons": spent,
        "tests_a_level": TESTS,
    }
    today("A sound of one's own, taught", "python -m benchmarks.teach", table, details).write(
        args.out
    )


if __name__ == "__main__":
    at_desk(main)
