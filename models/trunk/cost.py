"""What a trunk costs: parameters, multiplications a second, bytes of state.

    python -m models.trunk.cost

In: a shape. Out: counts. The tagger's classes are counted apart: they train the trunk and
leave it before a release. Never does: timings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from edge_aac.taxonomy import load_taxonomy
from models.ground.desk import at_desk
from models.tagger.plan import BANDS
from models.trunk.network import Trunk
from models.trunk.shape import COLUMN_FRAMES, COLUMN_SECONDS, TrunkShape

TRAINING_ONLY = "classes"


@dataclass(frozen=True, slots=True)
class TrunkCost:
    """Counts of one trunk."""

    parameters: int
    """Without the tagger's classes."""
    training_parameters: int
    """Of the tagger's classes."""
    macs_per_second: float
    """Multiplications of convolutions, without the tagger's classes."""
    state_values: int
    """Numbers that go from column to column."""
    states: int
    """Tensors that they lie in."""


@torch.no_grad()
def cost_of(shape: TrunkShape) -> TrunkCost:
    """Count on one column, hop by hop."""
    trunk = Trunk(shape).eval()
    macs: dict[str, int] = {}

    def watch(name: str) -> Any:
        def keep(layer: nn.Conv2d, _: Any, output: Tensor) -> None:
            macs[name] = layer.weight[0].numel() * output.numel()

        return keep

    for name, layer in trunk.named_modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(watch(name))
    _, states = trunk(torch.zeros(1, COLUMN_FRAMES, BANDS))
    tensors = [tensor for block in states for tensor in block]
    everything = sum(tensor.numel() for tensor in trunk.parameters())
    training = sum(tensor.numel() for tensor in trunk.classes.parameters())
    counted = sum(count for name, count in macs.items() if name != TRAINING_ONLY)
    return TrunkCost(
        everything - training,
        training,
        counted / COLUMN_SECONDS,
        sum(tensor.numel() for tensor in tensors),
        len(tensors),
    )


def main() -> None:
    """Print the counts."""
    cost = cost_of(TrunkShape(labels=len(load_taxonomy().labels)))
    print(f"{cost.parameters:,} parameters, {cost.training_parameters:,} more while it trains")
    print(f"{cost.macs_per_second / 1e6:.1f} M multiplications a second of sound")
    print(f"{cost.state_values:,} numbers of state in {cost.states} tensors")


if __name__ == "__main__":
    at_desk(main)
