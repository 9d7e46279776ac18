"""The tagger itself: scaled log-Mel of a clip -> embedding and 527 AudioSet logits.

In: (batch, 1, 128, frames). Out: tensors. It sees the whole clip at once, future included:
it labels, and never runs on a device. Never does: training.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.tagger.plan import CLASSES, FEATURES, HIDDEN, PLAN, STEM, Activation, BlockPlan
from models.tagger.weights import read_weights


def activated(x: Tensor, activation: Activation) -> Tensor:
    """ReLU or hard-swish."""
    return functional.relu(x) if activation == "relu" else functional.hardswish(x)


class Squeeze(nn.Module):
    """Gates for channels from their means; squeezes to a quarter, in eighths."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow = squeezed(channels)
        self.fc1 = nn.Conv2d(channels, narrow, 1)
        self.fc2 = nn.Conv2d(narrow, channels, 1)

    def forward(self, means: Tensor) -> Tensor:
        """Gates 0..1 of the shape of `means`, (batch, channels, 1, steps)."""
        return torch.sigmoid(self.fc2(functional.relu(self.fc1(means))))


def squeezed(channels: int, divisor: int = 8) -> int:
    """A quarter of the channels, rounded to a multiple of eight, at most a tenth down."""
    wanted = channels / 4
    rounded = max(divisor, int(wanted + divisor / 2) // divisor * divisor)
    return rounded if rounded >= 0.9 * wanted else rounded + divisor


class TaggerBlock(nn.Module):
    """Expand, depthwise, squeeze, project; the residual where shapes agree."""

    def __init__(self, plan: BlockPlan) -> None:
        super().__init__()
        self.plan = plan
        self.expand = nn.Conv2d(plan.inputs, plan.expanded, 1) if plan.expands else None
        self.depthwise = nn.Conv2d(
            plan.expanded,
            plan.expanded,
            plan.kernel,
            stride=plan.stride,
            padding=plan.kernel // 2,
            groups=plan.expanded,
        )
        self.squeeze = Squeeze(plan.expanded) if plan.squeeze else None
        self.project = nn.Conv2d(plan.expanded, plan.outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """The block's output."""
        y = activated(self.expand(x), self.plan.activation) if self.expand is not None else x
        y = activated(self.depthwise(y), self.plan.activation)
        if self.squeeze is not None:
            y = y * self.squeeze(y.mean(dim=(2, 3), keepdim=True))
        y = cast("Tensor", self.project(y))
        return y + x if self.plan.residual else y


class Tagger(nn.Module):
    """MobileNetV3 of width 0.4, normalisation folded in."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, STEM, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(TaggerBlock(plan) for plan in PLAN)
        self.widen = nn.Conv2d(PLAN[-1].outputs, FEATURES, 1)
        self.hidden = nn.Conv2d(FEATURES, HIDDEN, 1)
        self.classes = nn.Conv2d(HIDDEN, CLASSES, 1)

    @staticmethod
    def load(data: Path) -> Tagger:
        """The tagger with its published weights, ready to label."""
        network = Tagger()
        network.load_state_dict(read_weights(data))
        return network.eval().requires_grad_(False)

    def early(self, x: Tensor, blocks: int) -> Tensor:
        """Output of the stem and so many blocks, which know a short stretch of time alone."""
        x = functional.hardswish(self.stem(x))
        for block in list(self.blocks)[:blocks]:
            x = cast("Tensor", block(x))
        return x

    def late(self, x: Tensor, blocks: int) -> tuple[Tensor, Tensor]:
        """Embedding (batch, 384) and logits (batch, 527) of what `early` gave."""
        for block in list(self.blocks)[blocks:]:
            x = block(x)
        x = functional.hardswish(self.widen(x)).mean(dim=(2, 3), keepdim=True)
        logits = self.classes(functional.hardswish(self.hidden(x)))
        return x.flatten(1), cast("Tensor", logits).flatten(1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Embedding (batch, 384) and logits (batch, 527) of clips (batch, 1, 128, frames)."""
        return self.late(self.early(x, 0), 0)
