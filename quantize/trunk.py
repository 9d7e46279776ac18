"""The pretrained trunk -> fp32 ONNX bytes, a column a call, with explicit streaming state.

In: a trained `Trunk`. Out: an ONNX model that hears 16 frames: natural-log Mel power and
states in, embedding, event logits and next states out. The tagger's classes stay behind.
Never does: quantisation.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.tagger.front import OFFSET, SCALE
from models.tagger.plan import BANDS
from models.trunk.block import States
from models.trunk.network import Trunk
from models.trunk.shape import COLUMN_FRAMES
from quantize.export import export_module


class StreamingTrunk(nn.Module):
    """The trunk as a device calls it."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.trunk = trunk
        _, states = trunk(torch.zeros(1, COLUMN_FRAMES, BANDS))
        self.counts = [len(block) for block in states]
        self.shapes = [tuple(tensor.shape) for block in states for tensor in block]

    def forward(self, logmel: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        """Embedding (1, 1, 384), event logits (1, 1, labels), next states."""
        columns, after = self.trunk((logmel + OFFSET) / SCALE, self._nested(states))
        return (columns.embedding, columns.events, *(t for block in after for t in block))

    def _nested(self, states: tuple[Tensor, ...]) -> list[States]:
        nested: list[States] = []
        first = 0
        for count in self.counts:
            nested.append(states[first : first + count])
            first += count
        return nested


@torch.no_grad()
def export_trunk(trunk: Trunk) -> bytes:
    """ONNX of one column; zeros are the states of the start."""
    module = StreamingTrunk(trunk.eval()).eval()
    names = [f"state_{i}" for i in range(len(module.shapes))]
    return export_module(
        module,
        (torch.zeros(1, COLUMN_FRAMES, BANDS), *(torch.zeros(shape) for shape in module.shapes)),
        ["logmel", *names],
        ["embedding", "logits", *(name.replace("state", "next") for name in names)],
        {},
    )
