"""Random weights with which every layer passes on what it is given."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

Net = TypeVar("Net", bound=nn.Module)


def lively(net: Net, seed: int) -> Net:
    """Draw weights as small as their inputs are many, in place; ready to hear."""
    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in net.named_parameters():
            if tensor.ndim > 1:
                spread = (1.0 / tensor[0].numel()) ** 0.5
                tensor.copy_(torch.randn(tensor.shape, generator=chance) * spread)
            elif name.endswith("bias"):
                tensor.copy_(torch.randn(tensor.shape, generator=chance) * 0.2)
    return net.eval()
