"""What happens when something fails: how soon it is announced, and how soon all is well again.

    python -m benchmarks.faults --quick      each fault once, printed alone
    python -m benchmarks.faults              each three times; twenty minutes
    python -m benchmarks.faults --only microphone --pipewire   at PipeWire

Real listeners with real voices at a real sound server: signals, moved recordings, and faults put
around one function of the program. Detected is the first line about it, announced the first
sound in the ear, back the line that says so; an alarm's signal and words count from its own line.
Blocks lost are those of a microphone that was there. Bounds stand in brackets.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.faults.cases import CASES
from benchmarks.faults.outcome import Case, Outcome
from benchmarks.faults.scene import Scene
from benchmarks.soundserver.pipewire import PipeWire
from benchmarks.soundserver.server import SoundServer
from models.ground.desk import at_desk
from models.ground.result import today

QUESTION = "Something fails: how soon is it announced, and how soon is all well again?"
RUNS = 3
TIMES = ("detected", "announced", "words", "back", "late")


def row(case: Case, outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """One line of the table: the longest times of all runs, beside their bounds."""
    parts = []
    for name in TIMES:
        found = [getattr(one, name) for one in outcomes]
        bound = case.bounds.get(name)
        wanted = "" if bound is None else f" (bound {bound:g} s)"
        if all(one is None for one in found):
            parts += [] if bound is None else [f"{name} never{wanted}"]
        else:
            missing = sum(one is None for one in found)
            never = f", {missing} of {len(found)} never" if missing else ""
            longest = max(one for one in found if one is not None)
            parts.append(f"{name} {longest:.2f} s{never}{wanted}")
    codes = sorted({one.code for one in outcomes if one.code is not None})
    if codes or case.code is not None:
        code = " ".join(map(str, codes)) or "none"
        wanted = "" if case.code is None else f" (wanted {case.code})"
        parts.append(f"exit code {code}{wanted}")
    else:
        false = [one.false for one in outcomes if one.false is not None]
        parts += [f"false faults {max(false)}"] if false else []
        lost = [one.lost for one in outcomes if one.lost is not None]
        parts.append(f"blocks lost at most {max(lost)}" if lost else "ended")
    return case.name, ", ".join(parts)


def kept(case: Case, outcome: Outcome) -> bool:
    """Whether a run kept every bound."""
    times = [(getattr(outcome, name), most) for name, most in case.bounds.items()]
    in_time = all(t is not None and t <= most for t, most in times)
    return outcome.code == case.code and not outcome.false and in_time


def main() -> None:
    """Let everything fail, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="each once; written with --out alone")
    parser.add_argument("--only", help="the faults whose name holds this")
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--pipewire", action="store_true", help="not PulseAudio; written with --out alone"
    )
    args = parser.parse_args()
    cases = [one for one in CASES if args.only is None or args.only in one.name]
    runs = 1 if args.quick else RUNS
    rows, details = [], {}
    scene = Scene(PipeWire if args.pipewire else SoundServer)
    try:
        for case in cases:
            outcomes = [case.run(scene) for _ in range(runs)]
            rows.append(row(case, outcomes))
            held = sum(kept(case, one) for one in outcomes)
            print(f"{rows[-1][0]}: {rows[-1][1]}, {held} of {runs} within", flush=True)
            for text in dict.fromkeys(outcomes[-1].printed):
                print(f"  {text}", flush=True)
            details[case.name] = [asdict(one) for one in outcomes]
    finally:
        scene.close()
    out = args.out
    if out is None and not (args.quick or args.only or args.pipewire):
        out = Path("benchmarks/results/faults.json")
    if out is not None:
        today(QUESTION, "python -m benchmarks.faults", rows, details).write(out)


if __name__ == "__main__":
    at_desk(main)
