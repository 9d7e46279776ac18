"""Convolutions and means that know the past alone, with their state going in and out.

In: maps (batch, channels, Mel, steps) and a state, or none at the start. Out: maps and the
next state. A whole clip at once and the same clip in pieces give the same. Never does:
hidden state.
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

FEW = 2
"""Steps that a piece of one column has at most where a mean is taken."""


class PastConv(nn.Module):
    """Depthwise or dense convolution over (Mel, time) whose last tap is the present.

    Parameters
    ----------
    inputs, outputs : int
        Channels.
    taps : (int, int)
        Kernel in Mel (odd, centred) and in time.
    stride : (int, int)
        In Mel and in time.
    dilation : int
        Steps between taps in time.
    groups : int
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        taps: tuple[int, int],
        *,
        stride: tuple[int, int] = (1, 1),
        dilation: int = 1,
        groups: int = 1,
    ) -> None:
        super().__init__()
        self.past = dilation * (taps[1] - 1) + 1 - stride[1]
        """Steps that the state holds."""
        self.conv = nn.Conv2d(
            inputs,
            outputs,
            taps,
            stride=stride,
            padding=(taps[0] // 2, 0),
            dilation=(1, dilation),
            groups=groups,
        )

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        """Give the output and the next state."""
        x = joined(x, state, self.past)
        after = x[..., x.shape[3] - self.past :]
        return (self._quickly(x) if self.training else self.conv(x)), after

    def _quickly(self, x: Tensor) -> Tensor:
        """The same convolution in a form whose gradient is quick on a CPU.

        In bfloat16 the gradient of strided and of dilated depthwise layers takes ten times
        what it takes otherwise. With strides on both axes a dense layer whose weights off
        the diagonal are zero is quickest, with the others float32.
        """
        conv = self.conv
        if conv.groups == 1 or max(*conv.stride, *conv.dilation) == 1:
            return cast("Tensor", conv(x))
        if min(conv.stride) > 1:
            diagonal = torch.eye(conv.groups, device=x.device, dtype=conv.weight.dtype)
            weight = conv.weight * diagonal[:, :, None, None]
            padding = (conv.kernel_size[0] // 2, 0)
            return functional.conv2d(x, weight, conv.bias, conv.stride, padding)
        with torch.autocast(x.device.type, enabled=False):
            return cast("Tensor", conv(x.float())).to(x.dtype)


def joined(x: Tensor, state: Tensor | None, past: int) -> Tensor:
    """A map with the past before it; at the start that is zeros."""
    if state is None:
        return functional.pad(x, (past, 0))
    return torch.cat([state, x], dim=3)


class PastMean(nn.Module):
    """Exponential mean over the past, normalised by the weight so far.

    Parameters
    ----------
    seconds : float
        Time constant.
    step : float
        Seconds between steps.
    """

    def __init__(self, seconds: float, step: float) -> None:
        super().__init__()
        self.kept = math.exp(-step / seconds)
        """Weight of the step before."""

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        """Means (batch, channels, 1, steps) of x of that shape, and the next state.

        The state is (batch, channels + 1, 1, 1): sums, and the weight that they hold.
        """
        steps = x.shape[3]
        ones = torch.ones_like(x[:, :1])
        x = torch.cat([x, ones], dim=1).float()
        if steps <= FEW:
            # As a device asks: no product of matrices.
            held, rows = state, []
            for i in range(steps):
                step = x[..., i : i + 1]
                held = step if held is None else step + held * self.kept
                rows.append(held)
            sums = torch.cat(rows, dim=3) if steps > 1 else rows[0]
            return sums[:, :-1] / sums[:, -1:], rows[-1]
        later = torch.arange(steps, device=x.device)
        gone = later[None, :] - later[:, None]
        decay = torch.where(gone >= 0, self.kept ** gone.clamp(min=0).float(), 0.0)
        sums = x @ decay
        if state is not None:
            sums = sums + state * self.kept ** (later + 1).float()
        return sums[:, :-1] / sums[:, -1:], sums[..., -1:]
