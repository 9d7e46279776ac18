"""A whole bundle that is small enough to test with, made without training.

The encoder really streams (both state tensors carry what the hop before left) and
hears four things by their band: a smoke alarm near 3.1 kHz, a doorbell near 800 Hz,
rain near 6 kHz, a dog near 300 Hz. The decoder says one sentence per style, with the
noun of the loudest of them in its memory. The tonal network is the released one: what it knows
of patterns in time cannot be written down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from edge_aac.features.logmel import BANDS, FFT, FLOOR, mel_filters, parameters
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE
from quantize.bundle import write_bundle

RELEASE = Path(__file__).parents[2] / "models" / "edge-aac-s"
HERTZ = {"smoke_alarm": 3_100.0, "doorbell": 800.0, "rain": 6_000.0, "dog": 300.0}
NOUNS = {"smoke_alarm": "alarm", "doorbell": "bell", "rain": "rain", "dog": "dog"}
TOKENS = (
    "<pad>", "<end>", "<terse>", "<normal>", "<detailed>",
    *NOUNS.values(), "is", "heard", "now", "softly", ",", ".",
)  # fmt: skip
WIDTH = len(HERTZ)
"""An embedding holds the level of each band."""
HIDDEN = 3
MEMORY = 125
PAST_FRAMES = 8
PAST_ROWS = 1
STATES = {"state_0": [1, 1, PAST_FRAMES, BANDS], "state_1": [1, PAST_ROWS, WIDTH]}

_NOUN = "|"
_NEXT = {
    "<terse>": _NOUN,
    "<normal>": _NOUN,
    "<detailed>": "now",
    "now": _NOUN,
    **dict.fromkeys(NOUNS.values(), "is"),
    "is": "heard",
    "heard": ".",
    "softly": ".",
    ",": ".",
    ".": "<end>",
    "<end>": "<end>",
    "<pad>": "<end>",
}


def band_of(hertz: float) -> int:
    """The Mel band in which a tone is strongest."""
    return int(mel_filters()[round(hertz * FFT / SAMPLE_RATE)].argmax())


def encoder_model() -> bytes:
    """Log-Mel -> means over 16 frames, every 8 frames -> bands -> posteriors."""
    labels = load_taxonomy().names
    pick = np.zeros((BANDS, WIDTH), np.float32)
    weights, bias = np.zeros((WIDTH, len(labels)), np.float32), np.full(len(labels), -8, np.float32)
    for i, (label, hertz) in enumerate(HERTZ.items()):
        pick[band_of(hertz), i] = 1.0
        column = labels.index(label)
        weights[i, column], bias[column] = 1.0, -14.0
    nodes = [
        # Zero is silence, as it is to a network that normalises.
        _node("Sub", ["logmel", "silence"], "level"),
        _node("Unsqueeze", ["level", "axis_1"], "image"),
        _node("Concat", ["state_0", "image"], "frames", axis=2),
        _node("Slice", ["frames", "last_frames", "open_end", "axis_2"], "next_0"),
        _node(
            "AveragePool", ["frames"], "pooled", kernel_shape=[PAST_FRAMES + 8, 1], strides=[8, 1]
        ),
        _node("Squeeze", ["pooled", "axis_1"], "rows"),
        _node("MatMul", ["rows", "pick"], "bands"),
        _node("Concat", ["state_1", "bands"], "longer", axis=1),
        _node("Slice", ["longer", "last_rows", "open_end", "axis_1"], "next_1"),
        _node("Slice", ["longer", "first", "minus_one", "axis_1"], "before"),
        _node("Add", ["before", "bands"], "both"),
        _node("Mul", ["both", "half"], "embeddings"),
        _node("MatMul", ["embeddings", "weights"], "weighted"),
        _node("Add", ["weighted", "bias"], "logits"),
        _node("Sigmoid", ["logits"], "posteriors"),
    ]
    constants = {
        "silence": np.log(np.float32(FLOOR)),
        "axis_1": np.array([1]),
        "axis_2": np.array([2]),
        "last_frames": np.array([-PAST_FRAMES]),
        "last_rows": np.array([-PAST_ROWS]),
        "open_end": np.array([2**31 - 1]),
        "first": np.array([0]),
        "minus_one": np.array([-PAST_ROWS]),
        "half": np.float32(0.5),
        "pick": pick,
        "weights": weights,
        "bias": bias,
    }
    return _model(
        nodes,
        constants,
        {"logmel": (TensorProto.FLOAT, [1, "frames", BANDS]), **_floats(STATES)},
        {
            "embeddings": (TensorProto.FLOAT, [1, "rows", WIDTH]),
            "posteriors": (TensorProto.FLOAT, [1, "rows", len(labels)]),
            "next_0": (TensorProto.FLOAT, STATES["state_0"]),
            "next_1": (TensorProto.FLOAT, STATES["state_1"]),
        },
    )


def decoder_model(**following: str) -> bytes:
    """What follows the last token; where a noun follows, the loudest in the memory.

    `following` changes what follows a token: ``decoder_model(**{"<normal>": "<end>"})``.
    """
    table = np.zeros((len(TOKENS), len(TOKENS)), np.float32)
    nouns = np.zeros((WIDTH, len(TOKENS)), np.float32)
    for i, noun in enumerate(NOUNS.values()):
        nouns[i, TOKENS.index(noun)] = 0.1
    for token, after in {**_NEXT, **following}.items():
        chosen = NOUNS.values() if after == _NOUN else [after]
        for word in chosen:
            table[TOKENS.index(token), TOKENS.index(word)] = 20.0
    nodes = [
        _node("Unsqueeze", ["mask", "axis_2"], "weight"),
        _node("Mul", ["memory", "weight"], "masked"),
        _node("ReduceSum", ["masked", "axis_1"], "sum", keepdims=0),
        _node("ReduceSum", ["mask", "axis_1"], "filled", keepdims=1),
        _node("Max", ["filled", "one"], "count"),
        _node("Div", ["sum", "count"], "context"),
        _node("MatMul", ["context", "nouns"], "heard"),
        _node("Gather", ["table", "token"], "following", axis=0),
        _node("Add", ["following", "heard"], "logits"),
        _node("Add", ["hidden", "one"], "next_hidden"),
    ]
    constants = {
        "axis_1": np.array([1]),
        "axis_2": np.array([2]),
        "one": np.float32(1.0),
        "nouns": nouns,
        "table": table,
    }
    return _model(
        nodes,
        constants,
        {
            "token": (TensorProto.INT32, [1]),
            **_floats({"hidden": [1, HIDDEN], "memory": [1, MEMORY, WIDTH], "mask": [1, MEMORY]}),
        },
        _floats({"logits": [1, len(TOKENS)], "next_hidden": [1, HIDDEN]}),
    )


def manifest() -> dict[str, Any]:
    """Everything that the tiny bundle's manifest says beside `format` and `files`."""
    return {
        "name": "tiny",
        "version": "0.0.1",
        "licence": "CC-BY-SA-4.0",
        "labels": list(load_taxonomy().names),
        "frontend": parameters(),
        "encoder": {"file": "encoder.onnx", "embedding": WIDTH, "states": STATES},
        "decoder": {"file": "decoder.onnx", "hidden": HIDDEN, "memory": MEMORY},
        "tonal": {**json.loads((RELEASE / "manifest.json").read_bytes())["tonal"], "lite": None},
        "vocabulary": "vocabulary.txt",
        "training_groups": "training_groups.txt",
        "thresholds": dict.fromkeys(HERTZ, 0.5),
        "metrics": {},
    }


def files() -> dict[str, bytes]:
    """The tiny bundle's files."""
    return {
        "encoder.onnx": encoder_model(),
        "decoder.onnx": decoder_model(),
        "tonal.onnx": (RELEASE / "tonal.onnx").read_bytes(),
        "vocabulary.txt": ("\n".join(TOKENS) + "\n").encode(),
        "training_groups.txt": b"a recording\n",
    }


def write_tiny_bundle(folder: Path, **changed: bytes) -> Path:
    """Write it all, with some files changed (`decoder` stands for `decoder.onnx`); the folder."""
    whole = files()
    whole |= {name: changed.get(name.split(".")[0], data) for name, data in whole.items()}
    write_bundle(folder, whole, manifest())
    return folder


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def _floats(shapes: Mapping[str, list[int]]) -> dict[str, tuple[int, list[Any]]]:
    return {name: (TensorProto.FLOAT, list(shape)) for name, shape in shapes.items()}


def _model(
    nodes: list[onnx.NodeProto],
    constants: Mapping[str, NDArray[Any] | np.generic],
    inputs: Mapping[str, tuple[int, list[Any]]],
    outputs: Mapping[str, tuple[int, list[Any]]],
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in inputs.items()],
        [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in outputs.items()],
        [numpy_helper.from_array(np.asarray(v), n) for n, v in constants.items()],
    )
    # Old enough for the oldest onnxruntime that is allowed.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data
