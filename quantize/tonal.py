"""The tonal network -> bytes for both runtimes, and what a hop costs.

    python -m quantize.tonal --run runs/tonal-a

In: a checkpoint. Out: fp32 ONNX and LiteRT models of one hop of all pitches, inputs `features`
(pitches, inputs) and `state` (pitches, memory), outputs `scores` (pitches, patterns) and `next`;
CPU per hop of features, network and decisions, one thread. Never does: bundles.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.events.tonal.decisions import PATTERNS, Decisions
from edge_aac.events.tonal.salience import hops
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import FloatArray
from models.desk import at_desk
from models.tonal.front import TABLE, features
from models.tonal.heard import CHECKPOINT
from models.tonal.network import INPUTS, TonalNet, TonalStep, load
from quantize.export import export_module
from quantize.tflite import SIGNATURE, converted

_ROUNDS = 400


def example_of(net: TonalNet) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs of the right shapes."""
    count = len(TABLE.hertz)
    return torch.zeros(count, INPUTS), torch.zeros(count, net.memory.hidden_size)


def tonal_onnx(net: TonalNet) -> bytes:
    """One hop in ONNX."""
    names = (["features", "state"], ["scores", "next"])
    return export_module(TonalStep(net).eval(), example_of(net), *names, {})


def tonal_tflite(net: TonalNet) -> bytes:
    """One hop for LiteRT."""
    return converted(TonalStep(net).eval(), example_of(net))


def milliseconds(work: Callable[[], object]) -> float:
    """CPU of one call, the median of many [ms]."""
    for _ in range(20):
        work()
    took = []
    for _ in range(_ROUNDS):
        begun = time.process_time_ns()
        work()
        took.append(time.process_time_ns() - begun)
    return float(np.median(took)) / 1e6


def main() -> None:
    """Export, compare, time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = load(args.run / CHECKPOINT)
    onnx, lite = tonal_onnx(net), tonal_tflite(net)
    sound = np.random.default_rng(1).standard_normal(16_000 * 8).astype(np.float32) * 0.1
    spectrum = NarrowBand().whole(sound)
    hop: FloatArray = hops(features(spectrum[:8]))[0]
    state = np.zeros((len(hop), net.memory.hidden_size), np.float32)
    runner = OnnxNetwork(onnx)
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=lite, num_threads=1)
    lite_runner = interpreter.get_signature_runner(SIGNATURE)
    names = list(lite_runner.get_input_details())
    feeds = dict(zip(names, (hop, state), strict=True))
    exact = TonalStep(net)(torch.from_numpy(hop), torch.from_numpy(state))[0].detach().numpy()
    told = np.asarray(runner.run({"features": hop, "state": state})[0])
    lite_told = next(v for v in lite_runner(**feeds).values() if v.shape == exact.shape)
    print(f"off by {np.abs(told - exact).max():.1e} (ONNX), {np.abs(lite_told - exact).max():.1e}")
    decisions = Decisions(TABLE, np.full(len(PATTERNS), 0.9, np.float32))
    before = decisions.start()
    print(f"{len(onnx)} and {len(lite)} bytes")
    for name, work in (
        ("features", lambda: hops(features(spectrum[:8]))),
        ("ONNX Runtime", lambda: runner.run({"features": hop, "state": state})),
        ("LiteRT", lambda: lite_runner(**feeds)),
        ("decisions", lambda: decisions.step(before, told)),
    ):
        print(f"{name}: {milliseconds(work):.3f} ms a hop")


if __name__ == "__main__":
    at_desk(main)
