r"""Captions beside what people wrote: every metric of the field, of a bundle and two baselines.

    python -m models.beside_people BUNDLE runs/people/held-out --split fold4
    python -m models.beside_people models/edge-aac-s runs/people/release --met
    python -m benchmarks.people "held-out model, fold 4=runs/people/held-out" \
        "release, recordings it learnt from=runs/people/release" --metrics FOLDER

In: folders that `models.beside_people` wrote, an environment of aac-metrics. Out: one result: for
each system all metrics that can be computed, how far aac-metrics' own figures are from ours, and
which metrics are not available. Never does: listening.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from edge_aac.errors import EdgeAacError
from edge_aac_score.caption_tables import read_predictions, read_references
from edge_aac_score.scores import Scores, score
from models.ground.desk import at_desk
from models.ground.result import today

OUT = Path("benchmarks/results/people.json")
SYSTEMS = {
    "ours": "our detailed captions",
    "top1": "our top-1 in one sentence",
    "yamnet": "YAMNet's top class in one sentence",
}


def scored(folder: Path, metrics: Path | None) -> dict[str, Scores]:
    """The scores of each system whose table is in a folder.

    Raises
    ------
    EdgeAacError
        A table cannot be read, or aac-metrics does not answer.
    """
    references = read_references(folder / "references.csv")
    return {
        name: score(
            read_predictions(folder / f"{name}.csv"),
            references,
            metrics,
            direct=metrics is not None,
        )
        for name in SYSTEMS
    }


def figures(found: Scores) -> str:
    """A system's figures in words."""
    low, high = found.cider_interval
    parts = [
        f"{name} {figure:.3f}" + (f" ({low:.3f} to {high:.3f})" if name == "CIDEr-D" else "")
        for name, figure in found.figures.items()
    ]
    return f"n={found.n}; {', '.join(parts)}; {found.words} different words"


def furthest(found: dict[str, Scores]) -> tuple[float, int]:
    """The greatest distance between a figure of ours and aac-metrics' own, and of how many."""
    apart = [
        abs(figure - one.figures[name])
        for one in found.values()
        for name, figure in one.direct.items()
    ]
    return max(apart, default=0.0), len(apart)


def main() -> None:
    """Read the command line, score, write, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", metavar="TITLE=FOLDER")
    parser.add_argument("--metrics", type=Path, metavar="FOLDER", help="environment of aac-metrics")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    rows: list[tuple[str, str]] = []
    details: dict[str, Any] = {}
    everything: dict[str, Scores] = {}
    for given in args.folders:
        title, _, folder = given.rpartition("=")
        if not title:
            raise EdgeAacError(f"{given!r} has no title: write TITLE=FOLDER.")
        for name, one in scored(Path(folder), args.metrics).items():
            everything[f"{title}: {name}"] = one
            rows.append((f"{title}: {SYSTEMS[name]}", figures(one)))
            details[f"{title}: {name}"] = {"figures": dict(one.figures), "direct": dict(one.direct)}
    if args.metrics:
        most, n = furthest(everything)
        rows.append(
            ("the same figures by aac-metrics called directly", f"{most:.5f} apart at most (n={n})")
        )
    first = next(iter(everything.values()))
    absent = "not available: its model is not on this machine's disk"
    rows += [(name, absent) for name in first.missing]
    tables = " ".join(f'"{one}"' for one in args.folders)
    command = f"python -m benchmarks.people {tables}{' --metrics FOLDER' if args.metrics else ''}"
    question = f"Captions beside people's, words {first.tokens}"
    today(question, command, rows, details).write(args.out)
    for what, figure in rows:
        print(f"{what}: {figure}")


if __name__ == "__main__":
    at_desk(main)
