"""Encoders with causal attention: a Transformer, and a Conformer with convolutions between.

In: scaled frames. Out: event logits. Each row is a patch of eight frames; it attends to the last
`REACH` rows and to nothing later, so that both could stream with a bounded past. Vaswani et al.
2017 with the norm before each part; Gulati et al. 2020, its convolution causal and its batch norm a
layer norm, which needs no other examples. Never does: streaming state; a whole scene is heard at
once.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.networks.encoder import FRAMES_PER_ROW
from models.research.memory import Encoder
from models.research.recipe import HEADS
from models.research.scales import Scales
from models.trunk.convert import EVENTS_BIAS

REACH = 64
"""Rows that attention sees (5 s)."""
TAPS = 7
"""Rows under a convolution (0.56 s)."""
DEPTH = 3


class CausalTaps(nn.Module):
    """A depthwise convolution over the last `TAPS` rows."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(width, width, TAPS, groups=width)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, width) to the same."""
        past = functional.pad(x.transpose(1, 2), (TAPS - 1, 0))
        out: Tensor = self.conv(past).transpose(1, 2)
        return out


class Attention(nn.Module):
    """Multi-head attention to the last `REACH` rows."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.three = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, width) to the same."""
        batch, rows, width = x.shape
        parts = self.three(x).view(batch, rows, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        age = torch.arange(rows, device=x.device)[:, None] - torch.arange(rows, device=x.device)
        seen = functional.scaled_dot_product_attention(
            parts[0], parts[1], parts[2], attn_mask=(age >= 0) & (age < REACH)
        )
        out: Tensor = self.out(seen.transpose(1, 2).reshape(batch, rows, width))
        return out


class Between(nn.Module):
    """A layer applied beside the identity, its input normed."""

    def __init__(self, width: int, inner: nn.Module, share: float = 1.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.inner = inner
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, width) to the same."""
        out: Tensor = x + self.share * self.inner(self.norm(x))
        return out


def _feed(width: int) -> nn.Module:
    return nn.Sequential(nn.Linear(width, 2 * width), nn.SiLU(), nn.Linear(2 * width, width))


def _convolution(width: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(width, 2 * width),
        nn.GLU(),
        CausalTaps(width),
        nn.LayerNorm(width),
        nn.SiLU(),
        nn.Linear(width, width),
    )


class Attending(Encoder):
    """Patches, causal taps that say where they stand, and blocks of attention.

    Parameters
    ----------
    scales : sequence of float
        Time constants [s] that the head reads beside the present.
    convolving : bool
        With a convolution in each block and the feed-forward part halved: a Conformer.
    """

    def __init__(
        self,
        labels: int,
        bands: int,
        width: int,
        scales: Sequence[float] = (),
        *,
        convolving: bool,
    ) -> None:
        super().__init__(labels)
        if width % HEADS:
            raise ValueError(f"The width {width} is no multiple of {HEADS} heads.")
        self.patch = nn.Linear(FRAMES_PER_ROW * bands, width)
        self.place = CausalTaps(width)
        layers: list[nn.Module] = []
        for _ in range(DEPTH):
            if convolving:
                layers.append(Between(width, _feed(width), 0.5))
            layers.append(Between(width, Attention(width)))
            if convolving:
                layers.append(Between(width, _convolution(width)))
            layers.append(Between(width, _feed(width), 0.5 if convolving else 1.0))
        self.layers = nn.Sequential(*layers, nn.LayerNorm(width))
        self.scales = Scales(scales)
        self.events = nn.Linear(self.scales.width(width), labels)
        nn.init.constant_(self.events.bias, EVENTS_BIAS)

    def hear(self, frames: Tensor) -> Tensor:
        """Event logits of (batch, frames, bands)."""
        batch, count, bands = frames.shape
        rows = frames.reshape(batch, count // FRAMES_PER_ROW, FRAMES_PER_ROW * bands)
        x = functional.silu(self.patch(rows))
        logits: Tensor = self.events(self.scales(self.layers(x + self.place(x))))
        return logits
