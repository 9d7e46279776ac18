"""The encoder network: causal, depthwise-separable, streaming by construction.

In: log-Mel (batch, frames, 64) and one state tensor per causal layer. Out:
what is remembered (batch, frames / 8, labels + 4), event posteriors, next states. With zero
states and a whole clip it computes exactly what streaming computes: every layer
pads the past only, and its state is the past it has to remember.

A frame is computed once: the front strides 2 x 2 x 2 in time (10 -> 80 ms) while
the map is large, so most channels live where the map is small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

BANDS = 64
MEAN = -5.0
"""Typical natural-log Mel power of everyday sound; the input is centred on it."""
SPREAD = 4.0
FRAMES_PER_ROW = 8
LEVELS = 4
"""Quarters of the Mel bands whose levels the decoder remembers."""
QUIETEST = -14.0
"""Log-Mel power of silence."""
LOUDNESS = 6.0
"""Brings levels to the size of evidence."""


@dataclass(frozen=True)
class EncoderShape:
    """What fixes the network's parameters."""

    labels: int = 88
    teacher: int = 521
    stem: int = 24
    widths: tuple[int, ...] = (48, 96, 192)
    depths: tuple[int, ...] = (1, 2, 2)
    embedding: int = 256
    """Channels of the trunk where it is one column wide."""
    dilations: tuple[int, ...] = (1, 2, 4, 8)


class CausalConv(nn.Module):
    """2-D convolution over (time, frequency) that pads only the past.

    Its state is the last ``dilation * (kernel - 1) + 1 - stride`` input frames.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: tuple[int, int],
        *,
        stride: tuple[int, int] = (1, 1),
        dilation: int = 1,
        groups: int = 1,
        bins: int,
    ) -> None:
        super().__init__()
        self.past = dilation * (kernel[0] - 1) + 1 - stride[0]
        self.conv = nn.Conv2d(
            inputs,
            outputs,
            kernel,
            stride=stride,
            padding=(0, kernel[1] // 2 if bins > 1 else 0),
            dilation=(dilation, 1),
            groups=groups,
            bias=False,
        )
        self._padding = (0, kernel[1] // 2 if bins > 1 else 0)
        self.norm = nn.BatchNorm2d(outputs)
        self.state_shape = (1, inputs, self.past, bins)

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        """Give the output and the next state."""
        if state is None:
            x = nn.functional.pad(x, (0, 0, self.past, 0))
        else:
            x = torch.cat([state, x], dim=2)
        after = x[:, :, x.shape[2] - self.past :]
        return self.norm(self._convolved(x) if self.training else self.conv(x)), after

    def _convolved(self, x: Tensor) -> Tensor:
        """The same convolution in a form whose gradient is quick on a CPU.

        The backward pass of strided and of dilated depthwise layers was half of a step.
        A strided one is a dense one whose weights off the diagonal are zero; a dilated one
        is a plain one over every so-many-th step, the steps between side by side.
        """
        conv, dilation = self.conv, self.conv.dilation[0]
        if conv.groups > 1 and max(conv.stride) > 1:
            diagonal = torch.eye(conv.groups, device=x.device, dtype=conv.weight.dtype)
            weight = conv.weight * diagonal[:, :, None, None]
            return nn.functional.conv2d(x, weight, stride=conv.stride, padding=self._padding)
        if dilation > 1 and x.shape[3] == 1 and x.shape[2] % dilation == 0:
            batch, channels, steps, _ = x.shape
            folded = x.reshape(batch, channels, steps // dilation, dilation)
            y = nn.functional.conv2d(folded, conv.weight, groups=conv.groups)
            return y.reshape(batch, channels, -1, 1)
        return cast("Tensor", conv(x))


class Block(nn.Module):
    """Depthwise causal convolution, pointwise convolution, residual where shapes agree."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: tuple[int, int],
        *,
        stride: tuple[int, int] = (1, 1),
        dilation: int = 1,
        bins: int,
    ) -> None:
        super().__init__()
        self.depthwise = CausalConv(
            inputs, inputs, kernel, stride=stride, dilation=dilation, groups=inputs, bins=bins
        )
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.residual = inputs == outputs and stride == (1, 1)

    def forward(self, x: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        """Give the output and the next state."""
        y, after = self.depthwise(x, state)
        y = self.norm(self.pointwise(torch.relu(y)))
        return torch.relu(y + x if self.residual else y), after


class TimeBlock(Block):
    """A block above time alone; a name of its own, by which quantisation knows it."""


class Remember(nn.Module):
    """What the decoder remembers of a row: the evidence for each label, and four levels.

    Evidence is the event logit, halved, from -2 upwards: what is absent is 0, what may be
    there stands out. A level is the mean log-Mel power of a quarter of the bands, 0 at the
    floor. Nothing is learnt here: a decoder that reads features finds in them the sounds
    that it was trained with, and on others names worse than the event head does.
    """

    def forward(self, logits: Tensor, logmel: Tensor) -> Tensor:
        """Rows (batch, rows, labels + 4) of logits (batch, rows, labels) and log-Mel."""
        evidence = torch.clamp(0.5 * logits + 1.0, min=0.0)
        patch = (FRAMES_PER_ROW, BANDS // LEVELS)
        levels = nn.functional.avg_pool2d(logmel.unsqueeze(1), patch).squeeze(1)
        return torch.cat([evidence, (levels - QUIETEST) / LOUDNESS], dim=2)


def _blocks(modules: nn.ModuleList) -> list[Block]:
    return cast("list[Block]", list(modules))


class Encoder(nn.Module):
    """Log-Mel to embeddings and event logits."""

    def __init__(self, shape: EncoderShape | None = None) -> None:
        super().__init__()
        self.shape = shape = shape or EncoderShape()
        bins = BANDS // 2
        self.stem = CausalConv(1, shape.stem, (4, 5), stride=(2, 2), bins=BANDS)
        layers: list[Block] = []
        inputs = shape.stem
        for i, (width, depth) in enumerate(zip(shape.widths, shape.depths, strict=True)):
            stride = (2, 2) if i < 2 else (1, 2)
            for j in range(depth):
                layers.append(
                    Block(
                        inputs,
                        width,
                        (4 if j == 0 and i < 2 else 3, 3),
                        stride=stride if j == 0 else (1, 1),
                        bins=bins,
                    )
                )
                if j == 0:
                    bins //= 2
                inputs = width
        self.front = nn.ModuleList(layers)
        self.collapse = nn.Conv2d(inputs, inputs, (1, bins), groups=inputs, bias=False)
        self.collapse_norm = nn.BatchNorm2d(inputs)
        self.widen = nn.Conv2d(inputs, shape.embedding, 1, bias=False)
        self.widen_norm = nn.BatchNorm2d(shape.embedding)
        self.time = nn.ModuleList(
            TimeBlock(shape.embedding, shape.embedding, (5, 1), dilation=d, bins=1)
            for d in shape.dilations
        )
        self.events = nn.Conv2d(2 * shape.embedding, shape.labels, 1)
        self.remember = Remember()
        self.teach = nn.Conv2d(2 * shape.embedding, shape.teacher, 1)

    def restore(self, weights: Mapping[str, Tensor]) -> None:
        """Load weights; those of an older embedding are passed over."""
        self.load_state_dict({k: v for k, v in weights.items() if not k.startswith("embed.")})

    def grow_from(self, weights: Mapping[str, Tensor], shape: EncoderShape) -> None:
        """Load the weights of a net of fewer layers, so that this one computes the same.

        A block that the smaller net has not got begins as the identity: its last
        normalisation scales by zero, and what it adds to is never negative.

        Parameters
        ----------
        weights : mapping
        shape : EncoderShape
            Of the net that the weights are of: the same widths, no deeper.
        """
        places = {f"time.{i}.": f"time.{i}." for i in range(len(shape.dilations))}
        theirs, ours = 0, 0
        for theirs_deep, ours_deep in zip(shape.depths, self.shape.depths, strict=True):
            places |= {f"front.{theirs + j}.": f"front.{ours + j}." for j in range(theirs_deep)}
            theirs, ours = theirs + theirs_deep, ours + ours_deep
        moved: dict[str, Tensor] = {}
        for name, tensor in weights.items():
            layer = ".".join(name.split(".")[:2]) + "."
            moved[name.replace(layer, places.get(layer, layer), 1)] = tensor
        known = set(places.values())
        new = self.state_dict()
        for name, tensor in new.items():
            layer = ".".join(name.split(".")[:2]) + "."
            if name.startswith(("front.", "time.")) and layer not in known:
                scales = name.startswith(f"{layer}norm.") and name.endswith((".weight", ".bias"))
                moved[name] = torch.zeros_like(tensor) if scales else tensor
        self.restore(moved)

    @property
    def columns(self) -> int:
        """Width of what the decoder remembers of a row."""
        return self.shape.labels + LEVELS

    @property
    def causal(self) -> list[CausalConv]:
        """The layers that remember, in the order of the state tensors."""
        blocks = [*_blocks(self.front), *_blocks(self.time)]
        return [self.stem, *(block.depthwise for block in blocks)]

    def features(
        self, logmel: Tensor, states: list[Tensor] | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """Trunk features (batch, 2 * embedding, steps, 1): short and long context side by side."""
        waiting = iter(states) if states is not None else None
        after: list[Tensor] = []

        def through(layer: CausalConv | Block, x: Tensor) -> Tensor:
            x, state = layer(x, next(waiting) if waiting is not None else None)
            after.append(state)
            return x

        x = (logmel.unsqueeze(1) - MEAN) / SPREAD
        x = torch.relu(through(self.stem, x))
        for block in _blocks(self.front):
            x = through(block, x)
        x = torch.relu(self.collapse_norm(self.collapse(x)))
        short = torch.relu(self.widen_norm(self.widen(x)))
        x = short
        for block in _blocks(self.time):
            x = through(block, x)
        return torch.cat([short, x], dim=1), after
