"""The pretrained trunk as the device calls it -> fp32 ONNX bytes, a column a call.

In: a trained `Trunk` and its calibration. Out: a module, and an ONNX model of it, that hears
16 frames: natural-log Mel power of the audible bands and the state in; evidence, posteriors,
embedding and the next state out. The tagger's classes stay behind. Never does: quantisation,
LiteRT (`tflite`).

The same numbers as `Trunk`, in a form that both runtimes compute quickly: maps are (1, steps,
Mel, channels), so that the past lies before the present in memory; one flat tensor holds the
whole state, since each tensor that goes in and out costs as much as a layer; sums of the past
are held in place of means, and the weights that they hold are shared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from edge_aac.encoder.manifest import SECOND_OUTPUTS
from models.tagger.front import AUDIBLE_BANDS
from models.tagger.network import activated
from models.tagger.plan import BANDS, FEATURES
from models.trunk.block import PastBlock
from models.trunk.evidence import QUIETEST, Evidence, heard_by_trunk
from models.trunk.network import Trunk
from models.trunk.past import PastConv
from models.trunk.shape import COLUMN_FRAMES, COLUMN_SECONDS, past_plans
from quantize.export import Calibration, export_module


def _bias_of(conv: nn.Conv2d) -> Tensor:
    assert conv.bias is not None
    return conv.bias.detach()


class Pointwise(nn.Module):
    """A convolution of one tap on a map whose channels lie last."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.weight = nn.Parameter(conv.weight.detach())
        self.bias = nn.Parameter(_bias_of(conv))

    def forward(self, x: Tensor) -> Tensor:
        """Map (1, steps, Mel, outputs) of (1, steps, Mel, inputs)."""
        y = functional.conv2d(x.permute(0, 3, 1, 2), self.weight, self.bias)
        return y.permute(0, 2, 3, 1)


class Spread(nn.Module):
    """A convolution over (Mel, steps) of a map that holds its past already."""

    def __init__(self, layer: PastConv) -> None:
        super().__init__()
        conv = layer.conv
        self.past = layer.past
        self.weight = nn.Parameter(conv.weight.detach().transpose(2, 3).contiguous())
        self.bias = nn.Parameter(_bias_of(conv))
        self.stride = conv.stride[::-1]
        self.dilation = conv.dilation[::-1]
        self.beyond = (0, conv.kernel_size[0] // 2)
        self.groups = conv.groups

    def forward(self, x: Tensor) -> Tensor:
        """Map (1, steps, Mel, outputs) of (1, past + steps, Mel, inputs)."""
        y = functional.conv2d(
            x.permute(0, 3, 1, 2),
            self.weight,
            self.bias,
            self.stride,
            self.beyond,
            self.dilation,
            self.groups,
        )
        return y.permute(0, 2, 3, 1)


class Gates(nn.Module):
    """Squeeze-excitation over sums of the past."""

    def __init__(self, block: PastBlock) -> None:
        super().__init__()
        assert block.squeeze is not None
        self.kept = block.memory.kept
        self.narrow = Pointwise(block.squeeze.fc1)
        self.wide = Pointwise(block.squeeze.fc2)

    def forward(self, x: Tensor, faded: Tensor, shares: Tensor) -> tuple[Tensor, Tensor]:
        """Map with its gates on it, and the next sums (1, 1, 1, channels).

        Parameters
        ----------
        x : Tensor, shape (1, steps, Mel, channels)
        faded : Tensor, shape (1, 1, 1, channels)
            Sums after the column before, as little as they weigh in this one's first step.
        shares : Tensor, shape (1, steps, 1, 1)
            What a step's sums are multiplied with to be means.
        """
        means = x.mean(dim=2, keepdim=True)
        sums = [means[:, :1] + faded]
        for step in range(1, x.shape[1]):
            sums.append(means[:, step : step + 1] + sums[-1] * self.kept)
        past = (torch.cat(sums, dim=1) if len(sums) > 1 else sums[0]) * shares
        gates = torch.sigmoid(self.wide(functional.relu(self.narrow(past))))
        return x * gates, sums[-1]


class Block(nn.Module):
    """An inverted-residual block of which the caller joins and keeps the past."""

    def __init__(self, block: PastBlock) -> None:
        super().__init__()
        self.plan = block.plan
        self.waits = block.waits
        self.expand = Pointwise(block.expand) if block.expand is not None else None
        self.depthwise = Spread(block.depthwise)
        self.gates = Gates(block) if block.squeeze is not None else None
        self.project = Pointwise(block.project)


class Flat:
    """A flat state that is taken apart and put together, in one order."""

    def __init__(self, state: Tensor) -> None:
        self._state = state
        self._at = 0
        self._kept: list[Tensor] = []

    def take(self, shape: tuple[int, ...]) -> Tensor:
        """The next part, in its shape."""
        first = self._at
        self._at += math.prod(shape)
        return self._state[:, first : self._at].reshape(shape)

    def keep(self, part: Tensor) -> None:
        """The same part of the next state."""
        self._kept.append(part.reshape(1, -1))

    def joined(self) -> Tensor:
        """The next state."""
        return torch.cat(self._kept, dim=1)


class StreamingTrunk(nn.Module):
    """The trunk as the device calls it."""

    def __init__(self, trunk: Trunk, calibration: Calibration | None = None) -> None:
        super().__init__()
        self.calibration = calibration or Calibration()
        self.evidence = Evidence()
        blocks = list(cast("Iterable[PastBlock]", trunk.blocks))
        self.stem = Spread(trunk.stem)
        self.blocks = nn.ModuleList(Block(block) for block in blocks)
        self.widen = Pointwise(trunk.widen)
        self.hidden = Pointwise(trunk.hidden)
        self.events = Pointwise(trunk.events)
        self.pasts = _pasts(trunk)
        squeezed = [
            (block, plan)
            for block, plan in zip(blocks, past_plans(), strict=True)
            if block.squeeze is not None
        ]
        self.rates: list[tuple[float, int]] = []
        """What a sum keeps from step to step, and steps a column; each once."""
        self.rate_of: list[int] = []
        """Of each squeeze, the place of its rate."""
        for block, plan in squeezed:
            rate = (block.memory.kept, round(COLUMN_SECONDS / plan.step_seconds))
            if rate not in self.rates:
                self.rates.append(rate)
            self.rate_of.append(self.rates.index(rate))
        means = (trunk.long, trunk.short)
        self.rates += [(mean.kept, 1) for mean in means]
        self.widths = [block.plan.expanded for block, _ in squeezed] + [FEATURES] * len(means)
        keeps = [*(block.memory.kept for block, _ in squeezed), *(mean.kept for mean in means)]
        fading = [
            torch.full((width,), kept) for width, kept in zip(self.widths, keeps, strict=True)
        ]
        fading.append(torch.tensor([kept for kept, _ in self.rates]))
        self.fading = nn.Buffer(torch.cat(fading)[None])
        self.values = sum(map(math.prod, self.pasts)) + self.fading.shape[1]
        """Numbers of the state."""

    def forward(self, logmel: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Evidence (1, 1, labels + 4), posteriors (1, 1, labels), embedding (1, 1, 384), state.

        Of natural-log Mel (1, 16, 105) and the state after the column before, (1, values).
        """
        flat, pasts = Flat(state), iter(self.pasts)
        faded = state[:, -self.fading.shape[1] :] * self.fading
        sums = [
            part.reshape(1, 1, 1, -1)
            for part in torch.split(faded, [*self.widths, len(self.rates)], dim=1)
        ]
        weights = self._weights(sums.pop().flatten(1))
        after: list[Tensor] = []
        scaled = heard_by_trunk(logmel)
        x = functional.hardswish(self.stem(_remembered(scaled.unsqueeze(3), flat, next(pasts))))
        for block in cast("Iterable[Block]", self.blocks):
            y = x if block.expand is None else activated(block.expand(x), block.plan.activation)
            y = _remembered(y, flat, next(pasts))
            waiting = x if block.plan.residual else None
            if block.waits and block.expand is None:
                # What waits is among what the depthwise layer remembers.
                waiting = y[:, block.depthwise.past - block.waits : -block.waits]
            elif block.waits:
                waiting = _remembered(x, flat, next(pasts))[:, : x.shape[1]]
            y = activated(block.depthwise(y), block.plan.activation)
            if block.gates is not None:
                place = len(after)
                shares = weights[self.rate_of[place]]
                y, kept = block.gates(y, sums[place], 1.0 / shares)
                after.append(kept)
            x = block.project(y)
            if waiting is not None:
                x = x + waiting
        x = functional.hardswish(self.widen(x)).mean(dim=2, keepdim=True)
        after += [x + sums[place] for place in (-2, -1)]
        long, short = (after[place] / weights[place] for place in (-2, -1))
        hidden = functional.hardswish(self.hidden(torch.cat([long, short], dim=3)))
        logits = self.events(hidden).flatten(1, 2)
        for part in (*after, *(one[:, -1:] for one in weights)):
            flat.keep(part)
        return (
            self.evidence(logits, logmel),
            self.calibration(logits),
            long.flatten(1, 2),
            flat.joined(),
        )

    def _weights(self, faded: Tensor) -> list[Tensor]:
        """Of each rate, the weights that its sums hold, (1, steps, 1, 1)."""
        first = faded + 1.0
        found = []
        for place, (kept, steps) in enumerate(self.rates):
            held = [first[:, place : place + 1]]
            for _ in range(1, steps):
                held.append(held[-1] * kept + 1.0)
            found.append((torch.cat(held, dim=1) if steps > 1 else held[0]).reshape(1, -1, 1, 1))
        return found


def _remembered(x: Tensor, flat: Flat, shape: tuple[int, ...]) -> Tensor:
    """A map with its past before it; the past of the next column is kept."""
    joined = torch.cat([flat.take(shape), x], dim=1)
    past = shape[1]
    # Where it can, from the map itself, which need not wait for the joining.
    source = x if x.shape[1] >= past else joined
    flat.keep(source[:, source.shape[1] - past :])
    return joined


def _pasts(trunk: Trunk) -> list[tuple[int, ...]]:
    """Shapes of what the convolutions and residuals remember, in order."""
    shapes: list[tuple[int, ...]] = [(1, trunk.stem.past, BANDS, 1)]
    mel = BANDS // 2
    for block in cast("Iterable[PastBlock]", trunk.blocks):
        shapes.append((1, block.depthwise.past, mel, block.plan.expanded))
        if block.waits and block.expand is not None:
            shapes.append((1, block.waits, mel, block.plan.inputs))
        mel //= block.plan.stride
    return shapes


@torch.no_grad()
def trunk_states(trunk: Trunk) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the device's state tensors, in order; zeros at the start."""
    return {"state_0": (1, StreamingTrunk(trunk.eval()).values)}


def example_of(states: Mapping[str, tuple[int, ...]]) -> tuple[Tensor, ...]:
    """A silent column's inputs, by which both runtimes' files are traced."""
    logmel = torch.full((1, COLUMN_FRAMES, AUDIBLE_BANDS), QUIETEST)
    return (logmel, *(torch.zeros(shape) for shape in states.values()))


@torch.no_grad()
def export_trunk(trunk: Trunk, calibration: Calibration | None = None) -> bytes:
    """ONNX of one column, fp32.

    Parameters
    ----------
    trunk : Trunk
    calibration : Calibration, optional
        Slope and offset of the posteriors.
    """
    states = trunk_states(trunk)
    return export_module(
        StreamingTrunk(trunk.eval(), calibration).eval(),
        example_of(states),
        ["logmel", *states],
        [*SECOND_OUTPUTS, *(name.replace("state", "next") for name in states)],
        {},
    )
