"""The tagger's layers as a table: kernels, strides, widths.

In: nothing. Out: frozen `BlockPlan` rows. Never does: weights, arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Activation = Literal["relu", "hardswish"]

BANDS = 128
"""Mel bands of the input."""
STEM = 8
"""Channels after the first convolution (kernel 3, stride 2, hard-swish)."""
FEATURES = 384
"""Channels of the last convolution: the embedding."""
HIDDEN = 512
"""Width of the layer between embedding and classes."""
CLASSES = 527
"""AudioSet's classes."""


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """One inverted-residual block."""

    kernel: int
    """Of the depthwise convolution, in Mel and in time."""
    stride: int
    """Of the depthwise convolution, in Mel and in time."""
    inputs: int
    expanded: int
    """Channels of the depthwise convolution; equal to `inputs` where nothing expands them."""
    outputs: int
    activation: Activation
    squeeze: bool
    """Squeeze-excitation stands before the projection."""

    @property
    def residual(self) -> bool:
        """The input is added to the output."""
        return self.stride == 1 and self.inputs == self.outputs

    @property
    def expands(self) -> bool:
        """A pointwise convolution widens the input first."""
        return self.expanded != self.inputs


def _plan() -> tuple[BlockPlan, ...]:
    rows: list[tuple[int, int, int, int, Activation, bool]] = [
        (3, 1, 8, 8, "relu", False),
        (3, 2, 24, 16, "relu", False),
        (3, 1, 32, 16, "relu", False),
        (5, 2, 32, 16, "relu", True),
        (5, 1, 48, 16, "relu", True),
        (5, 1, 48, 16, "relu", True),
        (3, 2, 96, 32, "hardswish", False),
        (3, 1, 80, 32, "hardswish", False),
        (3, 1, 72, 32, "hardswish", False),
        (3, 1, 72, 32, "hardswish", False),
        (3, 1, 192, 48, "hardswish", True),
        (3, 1, 272, 48, "hardswish", True),
        (5, 2, 272, 64, "hardswish", True),
        (5, 1, 384, 64, "hardswish", True),
        (5, 1, 384, 64, "hardswish", True),
    ]
    blocks: list[BlockPlan] = []
    inputs = STEM
    for kernel, stride, expanded, outputs, activation, squeeze in rows:
        blocks.append(BlockPlan(kernel, stride, inputs, expanded, outputs, activation, squeeze))
        inputs = outputs
    return tuple(blocks)


PLAN = _plan()
"""Blocks 1 to 15, in order."""
