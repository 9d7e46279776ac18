"""One inverted-residual block over the past.

In: a map (batch, channels, Mel, steps) and the block's states. Out: the same, later.
"""

from __future__ import annotations

from torch import Tensor, nn

from models.tagger.network import Squeeze, activated
from models.tagger.plan import BlockPlan
from models.trunk.past import PastConv, PastMean, joined
from models.trunk.shape import PastPlan

States = tuple[Tensor, ...]


class PastBlock(nn.Module):
    """Expand, depthwise over the past, squeeze over a mean of the past, project.

    Where no tap is folded the residual waits for the depthwise convolution, so that both
    speak of the same moment.
    """

    def __init__(self, plan: BlockPlan, past: PastPlan, squeeze_seconds: float) -> None:
        super().__init__()
        self.plan = plan
        self.expand = nn.Conv2d(plan.inputs, plan.expanded, 1) if plan.expands else None
        self.depthwise = PastConv(
            plan.expanded,
            plan.expanded,
            (plan.kernel, past.taps),
            stride=(plan.stride, past.stride),
            dilation=past.dilation,
            groups=plan.expanded,
        )
        self.waits = plan.kernel // 2 if plan.residual and not past.folded else 0
        """Steps by which the residual waits."""
        self.squeeze = Squeeze(plan.expanded) if plan.squeeze else None
        self.memory = PastMean(squeeze_seconds, past.step_seconds)
        self.project = nn.Conv2d(plan.expanded, plan.outputs, 1)

    def forward(self, x: Tensor, states: States | None) -> tuple[Tensor, States]:
        """Give the output and the next states."""
        waiting = iter(states or ())
        y = activated(self.expand(x), self.plan.activation) if self.expand is not None else x
        y, state = self.depthwise(y, next(waiting, None))
        after = [state]
        y = activated(y, self.plan.activation)
        if self.squeeze is not None:
            means, state = self.memory(y.mean(dim=2, keepdim=True), next(waiting, None))
            after.append(state)
            y = y * self.squeeze(means.to(y.dtype))
        y = self.project(y)
        if self.waits:
            late = joined(x, next(waiting, None), self.waits)
            after.append(late[..., late.shape[3] - self.waits :])
            x = late[..., : x.shape[3]]
        return (y + x if self.plan.residual else y), tuple(after)
