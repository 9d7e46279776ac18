"""Keep what the next run of the trunk starts from: one small checkpoint, configuration, curve.

    python -m models.trunk.keep runs/trunk-explore

The averaged weights go to `models/checkpoint/trunk.pt` in half precision; `--init` of
`models.train_trunk` takes them. The optimiser stays behind: a run that goes on from here
warms up again.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from models.ground.committed import say_size
from models.ground.desk import at_desk
from models.trunk.checkpoint import load_trunk, save_small

KEPT = Path("models/checkpoint")


def keep(run: Path, out: Path) -> int:
    """Write the checkpoint of a run, its configuration and its curve; bytes of the former."""
    out.mkdir(parents=True, exist_ok=True)
    step = int(torch.load(run / "last.pt", map_location="cpu")["step"])
    size = save_small(out / "trunk.pt", load_trunk(run / "last.pt"), step)
    for name in ("config.json", "curve.jsonl"):
        shutil.copyfile(run / name, out / f"{run.name}-{name}")
    return size


def main() -> None:
    """Read the command line and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, default=KEPT)
    args = parser.parse_args()
    say_size(args.out / "trunk.pt", keep(args.run, args.out))


if __name__ == "__main__":
    at_desk(main)
