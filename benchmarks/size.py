"""Ask how large the released model is, and what a second of sound costs.

    python -m benchmarks.size

Reads the bundle's files alone. Parameters are the elements of weights and biases (no scales,
no zero points). Multiplications are counted layer by layer, from the shapes of one hop of 160 ms;
the decoder's for one word.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

from edge_aac.encoder.bundle import find_bundle
from edge_aac.types import HOP_FRAMES, HOP_SAMPLES, SAMPLE_RATE
from models.ground.desk import at_desk
from models.ground.result import RESULTS, today

HEARING = {
    "encoder": "encoder.onnx",
    "second network": "second.onnx",
    "tonal network": "tonal.onnx",
}
"""What hears each hop, by file."""
BESIDE = ("_scale", "_zero_point", "_zero")
"""What the names of numbers end with that only scale weights."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One network."""

    size: int
    """[bytes]."""
    parameters: int
    multiplications: int
    """Multiply-accumulates per call."""


def cost(data: bytes, dimensions: Mapping[str, int] | None = None) -> Cost:
    """Count a network's parameters and multiplications.

    Parameters
    ----------
    data : bytes
        An ONNX file.
    dimensions : mapping, optional
        Lengths of the graph's free axes, by name.
    """
    model = onnx.load_from_string(data)
    for value in model.graph.input:
        for axis in value.type.tensor_type.shape.dim:
            if axis.dim_param:
                axis.dim_value = (dimensions or {}).get(axis.dim_param, 1)
    graph = model.graph
    shapes = {i.name: tuple(i.dims) for i in graph.initializer} | _run(model)
    weights = sum(
        prod(i.dims)
        for i in graph.initializer
        if i.data_type in _NUMBERS and not i.name.endswith(BESIDE) and len(i.dims) > 0
    )
    return Cost(len(data), weights, sum(_multiplications(n, shapes) for n in graph.node))


def _run(model: Any) -> dict[str, tuple[int, ...]]:
    """Shapes of all that a network computes: by a run, since no rule knows every layer's."""
    graph = model.graph
    feeds = {
        value.name: np.zeros(
            [axis.dim_value for axis in value.type.tensor_type.shape.dim],
            onnx.helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type),
        )
        for value in graph.input
    }
    names = [name for node in graph.node for name in node.output if name]
    del graph.output[:]
    graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    found = session.run(names, feeds)
    return {
        name: np.shape(value) for name, value in (*zip(names, found, strict=True), *feeds.items())
    }


_NUMBERS = {onnx.TensorProto.FLOAT, onnx.TensorProto.INT8, onnx.TensorProto.UINT8, 6}
"""Element types of weights; 6 is int32, in which the biases of int8 layers are kept."""


def _multiplications(node: Any, shapes: Mapping[str, tuple[int, ...]]) -> int:
    """Multiply-accumulates of one layer.

    A convolution: output elements times the weights that each reads. A matrix product:
    rows times inner times columns.
    """
    if node.op_type in ("Conv", "ConvInteger"):
        kernel = shapes[node.input[1]]
        return prod(shapes[node.output[0]]) * prod(kernel[1:])
    if node.op_type in ("MatMul", "MatMulInteger", "Gemm", "DynamicQuantizeMatMul"):
        first = shapes[node.input[0]]
        return prod(shapes[node.output[0]]) * first[-1]
    return 0


def main() -> None:
    """Read the command line, count, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, help="default: the released one")
    parser.add_argument("--out", type=Path, default=RESULTS / "size.json")
    args = parser.parse_args()
    folder = find_bundle(args.bundle)
    frames = {"frames": HOP_FRAMES}
    hearing = {
        name: cost((folder / file).read_bytes(), frames)
        for name, file in HEARING.items()
        if (folder / file).exists()
    }
    decoder = cost((folder / "decoder.onnx").read_bytes())
    words = (folder / "vocabulary.txt").stat().st_size
    whole = sum(one.size for one in hearing.values()) + decoder.size + words
    rows = [
        ("all networks and the vocabulary", f"{whole / 1e6:.2f} MB"),
        *(
            (
                name,
                f"{one.parameters / 1e3:.0f} k parameters, {one.size / 1e6:.2f} MB, "
                f"{one.multiplications * SAMPLE_RATE / HOP_SAMPLES / 1e6:.1f} M "
                "multiply-accumulates per second of sound",
            )
            for name, one in hearing.items()
        ),
        (
            "decoder",
            f"{decoder.parameters / 1e3:.0f} k parameters, {decoder.size / 1e6:.2f} MB, "
            f"{decoder.multiplications / 1e6:.2f} M multiply-accumulates per word",
        ),
    ]
    for what, figure in rows:
        print(f"{what}: {figure}")
    today("How large is the model, and what does a second of sound cost?",
          "python -m benchmarks.size", rows).write(args.out)  # fmt: skip


if __name__ == "__main__":
    at_desk(main)
