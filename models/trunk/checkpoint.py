"""A trunk on disk: weights, shape and step.

In: a run's state. Out: a file that the next run starts from. Never does: configurations.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape


def load_trunk(path: Path) -> Trunk:
    """The averaged trunk of a checkpoint, whole or small, ready to hear."""
    saved = torch.load(path, map_location="cpu")
    trunk = Trunk(TrunkShape(**saved["shape"]))
    trunk.load_state_dict({name: tensor.float() for name, tensor in saved["average"].items()})
    return trunk.eval()


def save(path: Path, trunk: Trunk, average: Trunk, **rest: Any) -> None:
    """Write everything that a run needs to go on."""
    temporary = path.with_suffix(".part")
    torch.save(
        {
            "net": trunk.state_dict(),
            "average": average.state_dict(),
            "shape": asdict(trunk.shape),
            **rest,
        },
        temporary,
    )
    temporary.rename(path)


def save_small(path: Path, average: Trunk, step: int) -> int:
    """Write the averaged weights in half precision; the bytes of the file."""
    halves = {name: tensor.half() for name, tensor in average.state_dict().items()}
    torch.save({"average": halves, "shape": asdict(average.shape), "step": step}, path)
    return path.stat().st_size
