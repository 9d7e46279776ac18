"""Compare training runs on the development split.

    python -m models.compare runs/trial-a runs/trial-b

Prints a row per run: top-1 on ESC-50 fold 3, mean average precision of all labels and of
the announced ones in composed scenes of `dev`. Refuses runs that trained on it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from models.data.pool import split_of
from models.ground.desk import at_desk
from models.networks.restored import load_encoder
from models.training.dev_scenes import DevScenes
from models.training.dev_singles import DevSet


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    args = parser.parse_args()
    singles, scenes = DevSet.load(), DevScenes.load()
    print("| run | steps | top-1 alone | mAP in scenes | mAP of announced labels |")
    print("| --- | --- | --- | --- | --- |")
    for run in args.runs:
        config = json.loads((run / "config.json").read_text(encoding="utf-8"))
        if "dev" in map(split_of, config["pools"]):
            parser.error(f"{run} trained on dev: it cannot be compared there.")
        net = load_encoder(run / "last.pt")
        every, announced = scenes.mean_precision(net)
        print(
            f"| {run.name} | {config['steps']} | {singles.top1(net):.1%} "
            f"(n={len(singles.truth)}) | {every:.3f} (n={len(scenes.mel)}) | {announced:.3f} |"
        )


if __name__ == "__main__":
    at_desk(main)
