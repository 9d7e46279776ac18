"""The tagger's weights made causal, and its channel statistics matched layer by layer.

In: the tagger and clips as scaled log-Mel. Out: a `Trunk` that is a good start for
distillation. A tap that looked ahead is added to the present one. Then each convolution of
the trunk, in order, is scaled and shifted so that every channel has the mean and deviation
that it has in the tagger, given that the layers before it are matched.
Never does: training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.tagger.network import Tagger
from models.tagger.plan import FEATURES
from models.trunk.network import Trunk
from models.trunk.shape import LATE_BLOCKS, TrunkShape, past_plans

Statistics = dict[str, tuple[Tensor, Tensor]]
EVENTS_BIAS = -5.0
"""Where our labels start: hardly anything sounds at a time."""
LEAST_DEVIATION = 1e-4


def converted(tagger: Tagger, shape: TrunkShape) -> Trunk:
    """The tagger's weights in causal layers, not yet matched."""
    trunk = Trunk(shape)
    weights = {_renamed(name): tensor for name, tensor in tagger.state_dict().items()}
    for i, past in enumerate(past_plans()):
        name = f"blocks.{i}.depthwise.conv.weight"
        weights[name] = folded(weights[name], past.folded)
    # The head read one mean; the second one that it reads now adds nothing at first.
    weights["hidden.weight"] = torch.cat(
        [weights["hidden.weight"], torch.zeros_like(weights["hidden.weight"])], dim=1
    )
    weights["events.weight"] = torch.zeros_like(trunk.events.weight)
    weights["events.bias"] = torch.full((shape.labels,), EVENTS_BIAS)
    trunk.load_state_dict(weights)
    assert trunk.hidden.weight.shape[1] == 2 * FEATURES
    return trunk


def folded(weight: Tensor, ahead: int) -> Tensor:
    """Depthwise weights (channels, 1, Mel, time) whose last taps are added to the one before."""
    if not ahead:
        return weight
    kept = weight[..., : weight.shape[3] - ahead].clone()
    kept[..., -1] += weight[..., weight.shape[3] - ahead :].sum(dim=3)
    return kept


@torch.no_grad()
def matched(trunk: Trunk, tagger: Tagger, frames: Tensor) -> Trunk:
    """Match the trunk to the tagger on clips (n, frames, 128), in place."""
    wanted = _statistics(tagger, frames.transpose(1, 2).unsqueeze(1))
    handles = [
        layer.register_forward_hook(_matcher(wanted[_tagger_name(name)]))
        for name, layer in _matchable(trunk).items()
    ]
    trunk(frames)
    for handle in handles:
        handle.remove()
    return trunk


def _matchable(trunk: Trunk) -> Mapping[str, nn.Conv2d]:
    """Convolutions whose statistics mean the same in both networks, in order."""
    exact = ("stem", *(f"blocks.{i}." for i in range(LATE_BLOCKS)))
    return {
        name: layer
        for name, layer in trunk.named_modules()
        if isinstance(layer, nn.Conv2d)
        and not name.startswith(exact)
        and (name.startswith("blocks.") or name == "widen")
        and ".squeeze." not in name
    }


def _matcher(wanted: tuple[Tensor, Tensor]) -> Callable[[nn.Conv2d, Any, Tensor], Tensor]:
    def match(layer: nn.Conv2d, _: Any, output: Tensor) -> Tensor:
        mean, deviation = _moments(output)
        scale = wanted[1] / deviation.clamp(min=LEAST_DEVIATION)
        shift = wanted[0] - mean * scale
        assert layer.bias is not None
        layer.weight.mul_(scale[:, None, None, None])
        layer.bias.mul_(scale).add_(shift)
        return output * scale[:, None, None] + shift[:, None, None]

    return match


def _statistics(tagger: Tagger, x: Tensor) -> Statistics:
    found: Statistics = {}

    def watch(name: str) -> Callable[[nn.Module, Any, Tensor], None]:
        def keep(_: nn.Module, __: Any, output: Tensor) -> None:
            found[name] = _moments(output)

        return keep

    layers = {n: m for n, m in tagger.named_modules() if isinstance(m, nn.Conv2d)}
    handles = [layer.register_forward_hook(watch(name)) for name, layer in layers.items()]
    tagger(x)
    for handle in handles:
        handle.remove()
    return found


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation of each channel."""
    return x.mean(dim=(0, 2, 3)), x.std(dim=(0, 2, 3), unbiased=False)


def _renamed(name: str) -> str:
    """A weight's name in the trunk by its name in the tagger."""
    layer, part = name.rsplit(".", 1)
    return f"{layer}.conv.{part}" if layer == "stem" or layer.endswith(".depthwise") else name


def _tagger_name(layer: str) -> str:
    return layer.removesuffix(".conv")
