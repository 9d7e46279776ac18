"""Torch modules -> int8 TFLite bytes, for LiteRT.

The encoder: static int8 per channel, calibrated by minimum and maximum over a stream (the
library's default, a moving average, destroys it). What carries the state from hop to hop
stays float at the door, as in the ONNX file: input and output scales of a state differ, and
a state that is requantised between hops drifts. The first blocks, the event head and what
stands behind it compute in float with weights in bytes (`int8` says why).
The trunk: dynamic int8 in the layers of many weights, float elsewhere; nothing is calibrated.
The decoder: weights in bytes, float otherwise: a static GRU drifts, and tflite-runtime computes
dynamic ranges wrongly (logits 50 apart, where ai-edge-litert has 0.1). Tokens are int32.

In: trained modules, calibration scenes. Out: bytes. Never does: ONNX (`int8`), gates.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from edge_aac.types import HOP_FRAMES, FloatArray
from models.networks.decoder import MEMORY, Decoder
from models.networks.encoder import BANDS, Encoder
from models.trunk.network import Trunk
from quantize.export import Calibration, StreamingEncoder, state_shapes
from quantize.int8 import HEAVY_WEIGHTS
from quantize.trunk import StreamingTrunk, example_of, trunk_states

EVERY = 8
"""One hop in so many of a calibration scene is looked at; neighbours are alike."""
SIGNATURE = "serving_default"
HEAD = "_events"
"""What the event head's tensors are called."""
FRONT = ("_stem", r"net\.Block_")
"""What the tensors of the layers above a map of bands are called."""
HEAVY = "heavy"
"""What the outputs of the trunk's layers of many weights are called."""
MAGIC = b"TFL3"
"""What a LiteRT file calls itself."""
BEHIND_IT = ("_remember", "_calibration", r"StreamingEncoder;\d*;?$", r"default_output_[01]_")
"""What the tensors from there to the decoder's memory and to probabilities are called."""


def encoder_tflite(
    net: Encoder,
    calibration: Calibration,
    scenes: Sequence[FloatArray] | None,
    frames: int = HOP_FRAMES,
    every: int = EVERY,
) -> bytes:
    """The encoder as a LiteRT model of fixed shape.

    Parameters
    ----------
    net : Encoder
    calibration : Calibration
    scenes : sequence of ndarray, shape (frames, 64), float32, or None
        Log-Mel to calibrate int8 with; None keeps it fp32.
    frames : int
        A multiple of 16 that a call takes.
    every : int
        One call in so many is calibrated with; 1 makes a graph of longer windows the same
        network, to the bit, since the same values pass through both.
    """
    states = state_shapes(net.eval())
    module = StreamingEncoder(net, calibration).eval()
    example = (torch.zeros(1, frames, BANDS), *(torch.zeros(s) for s in states.values()))
    exact = converted(module, example)
    if scenes is None:
        return exact
    return _quantised(exact, _static(), _stream(exact, scenes, states, frames, every))


def trunk_tflite(
    trunk: Trunk, calibration: Calibration | None = None, *, exact: bool = False
) -> bytes:
    """A column of the trunk as a LiteRT model; inputs and outputs as in `export_trunk`.

    Layers of many weights keep them in bytes and scale what they are given as it comes: such
    a layer takes as long as its weights take to be read. All others compute in float, which
    is as quick there, so that nothing has to be calibrated.

    Parameters
    ----------
    trunk : Trunk
    calibration : Calibration, optional
        Slope and offset of the posteriors.
    exact : bool
        Keep it fp32.
    """
    with torch.no_grad():
        states = trunk_states(trunk)
        module = StreamingTrunk(trunk.eval(), calibration).eval()
    model = converted(module, example_of(states))
    return model if exact else in_bytes(model)


def in_bytes(model: bytes) -> bytes:
    """A float model of the trunk with the weights of its heavy layers in bytes."""
    from ai_edge_quantizer import recipe_manager
    from ai_edge_quantizer.qtyping import TFLOperationName as Operation

    rules = recipe_manager.RecipeManager()
    rules.add_dynamic_config(HEAVY, Operation.CONV_2D, 8)
    return _quantised(_named(model), rules, None)


def _named(model: bytes) -> bytes:
    """The same model, in which the outputs of heavy layers have names that rules can find."""
    import flatbuffers  # type: ignore[import-untyped]  # it has no stubs
    from ai_edge_litert import schema_py_generated as schema

    whole = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    graph = whole.subgraphs[0]
    for place, operator in enumerate(graph.operators):
        code = whole.operatorCodes[operator.opcodeIndex].builtinCode
        if code == schema.BuiltinOperator.CONV_2D:
            weights = math.prod(int(size) for size in graph.tensors[operator.inputs[1]].shape)
            if weights >= HEAVY_WEIGHTS:
                graph.tensors[operator.outputs[0]].name = f"{HEAVY}_{place}"
    builder = flatbuffers.Builder(len(model))
    builder.Finish(whole.Pack(builder), MAGIC)
    return bytes(builder.Output())


def decoder_tflite(net: Decoder, *, exact: bool = False) -> bytes:
    """One decoder step as a LiteRT model."""
    shape = net.shape
    example = (
        torch.zeros(1, dtype=torch.int32),
        torch.zeros(1, shape.hidden),
        torch.zeros(1, MEMORY, shape.embedding),
        torch.ones(1, MEMORY),
    )
    model = converted(net.eval(), example)
    return model if exact else _quantised(model, _weights(), None)


def converted(module: nn.Module, example: tuple[Tensor, ...]) -> bytes:
    """A module as an fp32 model of the shapes of its example."""
    import litert_torch

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        data: bytes = litert_torch.convert(module, example).model_content()
    return data


def _static() -> Any:
    from ai_edge_quantizer import recipe_manager
    from ai_edge_quantizer.qtyping import TFLOperationName as Operation
    from ai_edge_quantizer.recipe import AlgorithmName

    rules = recipe_manager.RecipeManager()
    rules.add_static_config(".*", Operation.ALL_SUPPORTED, 8, 8)
    for door in (Operation.INPUT, Operation.OUTPUT):
        rules.add_quantization_config(".*", door, algorithm_key=AlgorithmName.NO_QUANTIZE)
    for part in (HEAD, *FRONT, *BEHIND_IT):
        rules.add_quantization_config(
            part, Operation.ALL_SUPPORTED, algorithm_key=AlgorithmName.NO_QUANTIZE
        )
    for part in (HEAD, *FRONT):
        rules.add_weight_only_config(part, Operation.CONV_2D, 8)
        rules.add_weight_only_config(part, Operation.DEPTHWISE_CONV_2D, 8)
    return rules


def _weights() -> Any:
    from ai_edge_quantizer import recipe_manager
    from ai_edge_quantizer.qtyping import TFLOperationName as Operation

    rules = recipe_manager.RecipeManager()
    rules.add_weight_only_config(".*", Operation.ALL_SUPPORTED, 8)
    return rules


def _quantised(
    model: bytes, rules: Any, samples: Iterator[Mapping[str, FloatArray]] | None
) -> bytes:
    from ai_edge_quantizer import calibrator, quantizer
    from ai_edge_quantizer.utils.qsv_utils import min_max_update

    with warnings.catch_warnings():
        # They warn of the memory that looking at every tensor takes.
        warnings.simplefilter("ignore")
        whole = quantizer.Quantizer(model)
        whole.load_quantization_recipe(rules.get_quantization_recipe())
        seen = None
        if samples is not None:
            watcher = calibrator.Calibrator(model, 1, qsv_update_func=min_max_update)
            watcher.calibrate({SIGNATURE: list(samples)}, rules)
            seen = watcher.get_model_qsvs()
        data = whole.quantize(seen, enable_progress_report=False).quantized_model
    return bytes(data)


def _stream(
    model: bytes,
    scenes: Sequence[FloatArray],
    states: Mapping[str, tuple[int, ...]],
    frames: int,
    every: int,
) -> Iterator[Mapping[str, FloatArray]]:
    """Some calls of a stream: each scene from silence, one hop in a few of it kept."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model, num_threads=1)
    run = interpreter.get_signature_runner(SIGNATURE)
    for number, scene in enumerate(scenes):
        held = [np.zeros(shape, np.float32) for shape in states.values()]
        for first in range(0, len(scene) - frames + 1, frames):
            feeds = {
                f"args_{i}": value
                for i, value in enumerate((scene[None, first : first + frames], *held))
            }
            if (first // frames + number) % every == 0:
                yield feeds
            given = run(**feeds)
            held = [given[f"output_{i}"] for i in range(2, 2 + len(held))]
