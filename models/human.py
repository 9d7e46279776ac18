"""Let people judge captions: make blinded listening sheets, and report on the answers.

    python -m models.human sheet --sounds FOLDER ours=ours.csv theirs=theirs.csv --out sheets
    python -m models.human report sheets/key.csv answers-1.csv answers-2.csv
    python -m models.human example --out sheets

A table of captions has one caption a file, the file in the first column. `sheet` writes one page a
person, each in an order of its own, and the key: keep the key, send the pages. `report` says how
far people agree and what each system's captions are worth. `example` makes both from tones and
rendered raters, who are no people and are called so.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile

from edge_aac.errors import EdgeAacError
from edge_aac_score.caption_tables import read_predictions
from models.ground.desk import at_desk
from models.raters.answers import Verdict, read_answers, verdicts
from models.raters.page import MIME, page
from models.raters.rendered import any_rendered, rendered, write_answers
from models.raters.trials import Trial, drawn, read_key, write_key

TITLE = "Listening sheet: captions of sounds"
MOST_BYTES = 60_000_000
"""Of all sounds of a sheet together; browsers fail on much larger pages."""
KEY = "key.csv"
NOT_PEOPLE = "Some of these raters are rendered: the figures say nothing about the captions."


def sheets(
    captions: Mapping[str, Mapping[str, str]], folder: Path, out: Path, people: int, seed: int
) -> list[Path]:
    """Write one sheet a person, and the key; the paths of the sheets.

    Raises
    ------
    EdgeAacError
        A sound cannot be read, is of no type that browsers play, or all are too large.
    """
    orders = [drawn(captions, seed + person) for person in range(people)]
    sounds = _sounds(orders[0], folder)
    out.mkdir(parents=True, exist_ok=True)
    write_key(out / KEY, orders[0])
    paths = []
    for person, trials in enumerate(orders, 1):
        path = out / f"sheet-{person}.html"
        path.write_text(page(TITLE, trials, sounds), encoding="utf-8")
        paths.append(path)
    return paths


def _sounds(trials: Sequence[Trial], folder: Path) -> dict[str, tuple[str, bytes]]:
    sounds: dict[str, tuple[str, bytes]] = {}
    total = 0
    for trial in trials:
        path = folder / trial.sound
        kind = MIME.get(path.suffix.lower())
        if kind is None:
            raise EdgeAacError(f"{path} is of no type that browsers play: {', '.join(MIME)} are.")
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise EdgeAacError(f"{path} cannot be read: {fault.strerror}.") from fault
        sounds[trial.sound] = kind, content
        total += len(content)
    if total > MOST_BYTES:
        raise EdgeAacError(
            f"The sounds of a sheet have {total / 1e6:.0f} MB together; "
            f"{MOST_BYTES / 1e6:g} MB is the most. Give fewer or shorter ones."
        )
    return sounds


def report(key: Path, answers: Sequence[Path]) -> list[str]:
    """Plain lines: agreement and means for each question."""
    trials = read_key(key)
    given = read_answers(answers, trials)
    told = [line for one in verdicts(given, trials) for line in _told(one)]
    return [NOT_PEOPLE, *told] if any_rendered(given) else told


def _told(verdict: Verdict) -> list[str]:
    alpha = "not defined" if math.isnan(verdict.alpha) else f"{verdict.alpha:.3f}"
    head = f"{verdict.question}: Krippendorff's alpha {alpha}, {verdict.raters} raters"
    return [head] + [
        f"{verdict.question}, {system}: mean {mean.value:.2f} of 5 "
        f"(95 % {mean.low:.2f} to {mean.high:.2f}), n={mean.answers} answers"
        for system, mean in sorted(verdict.means.items())
    ]


def example(out: Path, seed: int) -> list[str]:
    """Tones, captions, a sheet, and rendered raters' answers, in a folder; the report on them."""
    out.mkdir(parents=True, exist_ok=True)
    captions: dict[str, dict[str, str]] = {"exact": {}, "vague": {}}
    for i, hertz in enumerate((440, 660, 880, 1320)):
        name = f"tone-{i + 1}.wav"
        tone = 0.2 * np.sin(2.0 * np.pi * hertz * np.arange(16_000) / 16_000)
        soundfile.write(out / name, tone.astype(np.float32), 16_000)
        captions["exact"][name] = f"A steady tone of {hertz} hertz."
        captions["vague"][name] = "Something sounds."
    sheets(captions, out, out, people=1, seed=seed)
    write_answers(out / "rendered-answers.csv", rendered(read_key(out / KEY), 3, seed))
    return report(out / KEY, [out / "rendered-answers.csv"])


def _systems(given: Sequence[str]) -> dict[str, dict[str, str]]:
    captions = {}
    for one in given:
        name, _, path = one.partition("=")
        if not name or not path or name in captions:
            raise EdgeAacError(f"{one} is no NAME=TABLE, or its name is given twice.")
        captions[name] = read_predictions(Path(path))
    return captions


def main() -> None:
    """Read the command line; make sheets or a report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("sheet", help="make blinded sheets")
    making.add_argument("systems", nargs="+", metavar="NAME=TABLE")
    making.add_argument("--sounds", type=Path, required=True, help="folder of the sounds")
    making.add_argument("--people", type=int, default=3, choices=range(1, 101), metavar="N")
    telling = verbs.add_parser("report", help="agreement and means")
    telling.add_argument("key", type=Path)
    telling.add_argument("answers", type=Path, nargs="+")
    trying = verbs.add_parser("example", help="tones and rendered raters")
    for one in (making, trying):
        one.add_argument("--out", type=Path, required=True)
        one.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.verb == "sheet":
        captions = _systems(args.systems)
        for path in sheets(captions, args.sounds, args.out, args.people, args.seed):
            print(path)
        print(f"{args.out / KEY}: keep it, and send it to nobody who judges.", file=sys.stderr)
    elif args.verb == "report":
        print("\n".join(report(args.key, args.answers)))
    else:
        print("\n".join(example(args.out, args.seed)))


if __name__ == "__main__":
    at_desk(main)
