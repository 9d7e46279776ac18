"""Torch modules -> fp32 ONNX bytes, with explicit streaming state.

In: trained `Encoder` and `Decoder` modules. Out: ONNX models whose inputs and
outputs are those that the device's stages expect. Never does: quantisation.
"""

from __future__ import annotations

import io
import warnings
from typing import cast

import torch
from torch import Tensor, nn

from edge_aac.types import HOP_FRAMES
from models.networks.decoder import MEMORY, Decoder
from models.networks.encoder import BANDS, Encoder

OPSET = 17


class Calibration(nn.Module):
    """Probabilities that can be believed: Platt scaling of the logits, one for all labels."""

    def __init__(self, slope: float = 1.0, offset: float = 0.0) -> None:
        super().__init__()
        self.slope = slope
        self.offset = offset

    def forward(self, logits: Tensor) -> Tensor:
        """Probabilities of the same shape."""
        return torch.sigmoid(logits * self.slope + self.offset)


class StreamingEncoder(nn.Module):
    """The encoder as the device calls it: log-Mel and states in, rows and states out."""

    def __init__(self, net: Encoder, calibration: Calibration | None = None) -> None:
        super().__init__()
        self.net = net
        self.calibration = calibration or Calibration()

    def forward(self, logmel: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        """Embeddings (1, rows, d), posteriors (1, rows, labels), next states."""
        features, after = self.net.features(logmel, list(states))
        logits = self.net.events(features).squeeze(-1).transpose(1, 2)
        return (self.net.remember(logits, logmel), self.calibration(logits), *after)


def state_shapes(net: Encoder) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the state tensors, in order."""
    return {f"state_{i}": layer.state_shape for i, layer in enumerate(net.causal)}


def export_encoder(net: Encoder, calibration: Calibration | None = None) -> bytes:
    """ONNX of the encoder; the number of frames is free (a multiple of 16)."""
    net = net.eval()
    states = state_shapes(net)
    example = (torch.zeros(1, HOP_FRAMES, BANDS), *(torch.zeros(s) for s in states.values()))
    names = list(states)
    return export_module(
        StreamingEncoder(net, calibration).eval(),
        example,
        ["logmel", *names],
        ["embeddings", "posteriors", *(n.replace("state", "next") for n in names)],
        {"logmel": {1: "frames"}, "embeddings": {1: "rows"}, "posteriors": {1: "rows"}},
    )


def export_decoder(net: Decoder) -> bytes:
    """ONNX of one decoder step."""
    shape = net.shape
    example = (
        torch.zeros(1, dtype=torch.int32),
        torch.zeros(1, shape.hidden),
        torch.zeros(1, MEMORY, shape.embedding),
        torch.ones(1, MEMORY),
    )
    return export_module(
        net.eval(), example, ["token", "hidden", "memory", "mask"], ["logits", "next_hidden"], {}
    )


def export_module(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> bytes:
    """ONNX of a module by an example of its inputs; `axes` names those that are free."""
    buffer = io.BytesIO()
    target = cast("str", buffer)  # the exporter takes a stream too, its annotation does not say so
    with warnings.catch_warnings(), torch.no_grad():
        # The TorchScript exporter is announced as old; it is the one that folds batch
        # normalisation into the convolutions, which static quantisation needs.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            target,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    return buffer.getvalue()
