"""What fixes the trunk: which blocks look where, and how long it remembers.

In: nothing. Out: the frozen `TrunkShape`, and a `PastPlan` for each block. Never does:
weights.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.tagger.plan import PLAN

FRAME_SECONDS = 0.01
COLUMN_SECONDS = 0.16
COLUMN_FRAMES = 16
LATE_BLOCKS = 3
"""Blocks before these are exactly the tagger's, later; their taps are not folded."""
UNSTRIDED = 12
"""The block whose stride in time is taken away; those after it look at every second column."""


@dataclass(frozen=True, slots=True)
class TrunkShape:
    """Sizes and time constants [s]."""

    labels: int
    squeeze_seconds: float = 1.0
    """Memory of squeeze-excitation."""
    long_seconds: float = 0.64
    """Memory of the embedding."""
    short_seconds: float = 0.1
    """Memory of what is impulsive."""


@dataclass(frozen=True, slots=True)
class PastPlan:
    """How a block's depthwise convolution lies in time."""

    taps: int
    stride: int
    dilation: int
    step_seconds: float
    """Between columns of its output."""
    folded: int
    """Taps of the tagger that looked ahead and are added to the present one."""


def past_plans() -> tuple[PastPlan, ...]:
    """One for each block of `models.tagger.plan.PLAN`.

    A kernel of k with stride s in a stream of pieces sees s new steps; of the tagger's
    k // 2 steps ahead, s - 1 are among them and the rest is folded, from block
    `LATE_BLOCKS` on. Where nothing is folded the output is the tagger's, later.
    """
    plans: list[PastPlan] = []
    step = 2 * FRAME_SECONDS
    for i, block in enumerate(PLAN):
        stride = 1 if i == UNSTRIDED else block.stride
        dilation = 2 if i > UNSTRIDED else 1
        step *= stride
        ahead = block.kernel // 2 - (stride - 1)
        folded = ahead if i >= LATE_BLOCKS else 0
        plans.append(PastPlan(block.kernel - folded, stride, dilation, step, folded))
    return tuple(plans)
