"""One network out of several runs: the mean of the weights that they ended with.

    python -m models.average runs/release7 runs/release8 --out runs/release78

Runs that began with the same weights, or one where another ended, lie near each other, and
their mean is about as good as each at what it learnt (M. Wortsman et al., Model soups:
averaging weights of multiple fine-tuned models improves accuracy without increasing inference
time, ICML 2022).
"""

from __future__ import annotations

import argparse
import json
from itertools import chain
from pathlib import Path

import torch

from edge_aac.errors import EdgeAacError
from models.desk import at_desk


def average(runs: list[Path], out: Path) -> None:
    """Write `last.pt`, and `config.json` that says of what it is the mean, and all their pools.

    Parameters
    ----------
    runs : list of Path
        Folders of runs, two or more.
    out : Path
        Folder of the mean; it is made where it is missing.

    Raises
    ------
    EdgeAacError
        The networks are of different shapes.
    """
    saved = [torch.load(run / "last.pt", map_location="cpu") for run in runs]
    shape = saved[0]["shape"]
    if any(one["shape"] != shape for one in saved):
        raise EdgeAacError("These runs have networks of different shapes: they have no mean.")
    weights = [one["average"] for one in saved]
    mean = {
        name: torch.stack([one[name].float() for one in weights]).mean(0).to(first.dtype)
        for name, first in weights[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"average": mean, "shape": shape}, out / "last.pt")
    pools = [json.loads((run / "config.json").read_text())["pools"] for run in runs]
    told = {"mean_of": [run.name for run in runs], "pools": sorted({*chain(*pools)})}
    (out / "config.json").write_text(json.dumps(told, indent=1))


def main() -> None:
    """Read the command line and average."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    average(args.runs, args.out)


if __name__ == "__main__":
    at_desk(main)
