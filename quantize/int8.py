"""fp32 ONNX -> int8 ONNX.

The encoder: static QDQ, per-channel int8 weights, uint8 activations, calibrated by
minimum and maximum on real scenes (a moving average destroys it). The stem and the blocks
above a map of bands compute in float with weights in bytes: their loudest value is far
above the usual one, so that 256 steps blur what all later layers read. So does the
event head, since a posterior in steps of 1/256 would blur every threshold.
The trunk: dynamic int8 in the layers of many weights, float elsewhere.
The decoder: dynamic int8, since a static GRU drifts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from edge_aac.types import FloatArray

EVENT_HEAD = "/events/"
"""What the name of the event head's layer holds."""
FRONT = ("/stem/", "/front.")
"""What the names of the layers hold that read the sound first."""
MICROSOFT = "com.microsoft"
"""Domain of the operators that ONNX Runtime adds."""
HEAVY_WEIGHTS = 6_000
"""From here on reading a layer's weights takes longer than multiplying with them."""
BEHIND_IT = ("/remember/", "/calibration/")
"""What the names of the steps from there to the decoder's memory and to probabilities hold."""


class _Reader(CalibrationDataReader):  # type: ignore[misc]  # untyped library
    """Feeds whole scenes from zero states."""

    def __init__(self, scenes: Sequence[FloatArray], states: dict[str, tuple[int, ...]]) -> None:
        self._zeros = {name: np.zeros(shape, np.float32) for name, shape in states.items()}
        self._scenes: Iterator[FloatArray] = iter(scenes)

    def get_next(self) -> dict[str, Any] | None:
        scene = next(self._scenes, None)
        return None if scene is None else {"logmel": scene[None], **self._zeros}


def quantise_encoder(
    model: bytes, scenes: Sequence[FloatArray], states: dict[str, tuple[int, ...]]
) -> bytes:
    """Quantise the encoder.

    Parameters
    ----------
    model : bytes
        fp32 ONNX.
    scenes : sequence of ndarray, shape (frames, 64), float32
        Calibration log-Mel.
    states : dict
        Names and shapes of the state inputs.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, ready, target = (Path(folder) / n for n in ("fp32.onnx", "ready.onnx", "int8.onnx"))
        source.write_bytes(model)
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        graph = onnx.load(str(ready)).graph
        convolutions = [n.name for n in graph.node if n.op_type == "Conv"]
        kept = (*FRONT, *BEHIND_IT)
        exact = [n.name for n in graph.node if any(part in n.name for part in kept)]
        heads = [name for name in convolutions if EVENT_HEAD in name]
        first = [name for name in convolutions if any(part in name for part in FRONT)]
        if len(heads) != 1:
            raise ValueError(f"The network has no layer called {EVENT_HEAD}: {convolutions}")
        quantize_static(
            str(ready),
            str(target),
            _Reader(scenes, states),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            op_types_to_quantize=["Conv", "Relu", "Add"],
            nodes_to_exclude=[*heads, *exact],
        )
        made = onnx.load(str(target))
        for layer in (*first, *heads):
            _weights_in_bytes(made.graph, layer)
        onnx.checker.check_model(made)
        data: bytes = made.SerializeToString()
        return data


def quantise_trunk(model: bytes) -> bytes:
    """The trunk with the weights of its heavy layers in bytes; nothing is calibrated.

    Such a layer is a product of rows that are scaled as they come. It takes as long as its
    weights take to be read; all other layers are as quick in float.

    Parameters
    ----------
    model : bytes
        fp32 ONNX of `quantize.trunk.export_trunk`.

    Raises
    ------
    ValueError
        No layer was found.
    """
    made = onnx.load_from_string(model)
    graph = made.graph
    stored = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    heavy = [
        node
        for node in graph.node
        if node.op_type == "Conv"
        and stored[node.input[1]].shape[2:] == (1, 1)
        and stored[node.input[1]].size >= HEAVY_WEIGHTS
    ]
    if not heavy:
        raise ValueError("The network has no layer of many weights.")
    for conv in heavy:
        weights = stored[conv.input[1]][:, :, 0, 0].T
        scale = np.maximum(np.abs(weights).max(axis=0) / 127.0, 1e-12).astype(np.float32)
        steps = np.round(weights / scale).astype(np.int8)
        names = [f"{conv.input[1]}_{part}" for part in ("int8", "scale")]
        rows = [f"{conv.name}_{part}" for part in ("given", "product")]
        graph.initializer.remove(next(i for i in graph.initializer if i.name == conv.input[1]))
        graph.initializer.extend(
            onnx.numpy_helper.from_array(array, name)
            for array, name in zip((steps, scale), names, strict=True)
        )
        # The runtime takes away turns that undo one another.
        turned = (
            _node("Transpose", [conv.input[0]], rows[:1], perm=[0, 2, 3, 1]),
            _node(
                "DynamicQuantizeMatMul",
                [rows[0], *names, "", conv.input[2]],
                rows[1:],
                domain=MICROSOFT,
            ),
            _node("Transpose", rows[1:], list(conv.output), perm=[0, 3, 1, 2]),
        )
        place = list(graph.node).index(conv)
        graph.node.remove(conv)
        for node in reversed(turned):
            graph.node.insert(place, node)
    made.opset_import.append(onnx.helper.make_opsetid(MICROSOFT, 1))
    data: bytes = made.SerializeToString()
    return data


def _node(kind: str, inputs: list[str], outputs: list[str], **rest: Any) -> Any:
    return onnx.helper.make_node(kind, inputs, outputs, outputs[0], **rest)


def _weights_in_bytes(graph: Any, layer: str) -> None:
    """Keep a float convolution's weights as int8 per output channel, scaled back once.

    By a cast and a product, which the runtime folds when it opens the model; a
    DequantizeLinear it would compute at every hop.
    """
    node = next(n for n in graph.node if n.name == layer)
    stored = next(i for i in graph.initializer if i.name == node.input[1])
    weights = onnx.numpy_helper.to_array(stored)
    scale = np.abs(weights).max(axis=tuple(range(1, weights.ndim)), keepdims=True) / 127.0
    scale = np.maximum(scale, 1e-12).astype(np.float32)
    steps = np.round(weights / scale).astype(np.int8)
    names = [f"{stored.name}_{part}" for part in ("int8", "scale", "cast", "float")]
    graph.initializer.remove(stored)
    graph.initializer.extend(
        onnx.numpy_helper.from_array(array, name)
        for array, name in zip((steps, scale), names[:2], strict=True)
    )
    float32 = onnx.TensorProto.FLOAT
    cast = onnx.helper.make_node("Cast", names[:1], names[2:3], f"{layer}/cast", to=float32)
    scaled = onnx.helper.make_node("Mul", [names[2], names[1]], names[3:], f"{layer}/scale")
    graph.node.insert(0, scaled)
    graph.node.insert(0, cast)
    node.input[1] = names[3]


def quantise_decoder(model: bytes) -> bytes:
    """Quantise the decoder's weights; activations are scaled as they come."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "fp32.onnx", Path(folder) / "int8.onnx"
        source.write_bytes(model)
        quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)
        return target.read_bytes()
