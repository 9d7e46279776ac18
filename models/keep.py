"""Keep what the next run starts from: one small checkpoint, configurations and curves.

    python -m models.keep runs/explore runs/twin runs/twin2 --out models/checkpoint

The last run's averaged encoder and its decoder are kept as float16 (`last.pt`,
`decoder.pt`); every run's configuration and curve are kept beside them. Both trainers
take them with `--init`. The held-out model is what is kept: it never met fold 4, so a new one
may start from it, and a new release too.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from models.ground.committed import say_size
from models.ground.desk import at_desk


def halved(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Floating-point weights as float16; counters as they are."""
    return {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }


def keep(runs: list[Path], out: Path) -> int:
    """Write the checkpoint of the last run, and the curves of all; the bytes of the checkpoint."""
    out.mkdir(parents=True, exist_ok=True)
    saved = torch.load(runs[-1] / "last.pt", map_location="cpu")
    used = {k: v for k, v in saved["average"].items() if not k.startswith("embed.")}
    torch.save({"average": halved(used), "shape": saved["shape"]}, out / "last.pt")
    small = torch.load(runs[-1] / "decoder.pt", map_location="cpu")
    small |= {"decoder": halved(small["decoder"])}
    torch.save(small, out / "decoder.pt")
    for run in runs:
        for name in ("config.json", "curve.jsonl", "decoder-curve.jsonl"):
            if (run / name).exists():
                shutil.copyfile(run / name, out / f"{run.name}-{name}")
    return sum((out / name).stat().st_size for name in ("last.pt", "decoder.pt"))


def main() -> None:
    """Read the command line and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/checkpoint"))
    args = parser.parse_args()
    say_size(args.out, keep(args.runs, args.out))


if __name__ == "__main__":
    at_desk(main)
