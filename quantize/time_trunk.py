"""What a column of the trunk costs in both runtimes, beside YAMNet and the released encoder.

    python -m quantize.time_trunk runs/trunk-explore/last.pt

One thread, a call of each in turn, so that each finds the caches as the others left them, as on
a device; the lower quartile of processor time, so that a busy machine does not decide. A column
and a hop of the released encoder take 160 ms of sound, YAMNet is asked every 480 ms: what counts
is three columns against one call of it. Front ends are left out, but for YAMNet's, which is part
of its network.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from edge_aac.encoder.lite_network import LiteModel, LiteNetwork
from edge_aac.encoder.manifest import SECOND_OUTPUTS
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.types import FREE, HOP_FRAMES, Network
from models.baseline.yamnet import WINDOW, Teacher
from models.ground.corpus import data_folder
from models.ground.desk import at_desk
from models.trunk.checkpoint import load_trunk
from models.trunk.network import Trunk
from quantize.int8 import quantise_trunk
from quantize.tflite import in_bytes, trunk_tflite
from quantize.trunk import export_trunk, trunk_states

RELEASED = Path("models/edge-aac-s")
BASELINE = "YAMNet, every 480 ms"
COLUMNS = 3
"""Columns for each call of the baseline."""
ROUNDS = 400
WARM = 30
_NS_PER_MS = 1e6


def step_of(network: Network) -> Callable[[], object]:
    """One call of a network on noise."""
    rng = np.random.default_rng(1)
    feeds = {
        name: rng.standard_normal([HOP_FRAMES if s == FREE else s for s in shape]).astype(
            np.float32
        )
        for name, shape in network.inputs.items()
    }
    return lambda: network.run(feeds)


def trunk_steps(trunk: Trunk) -> tuple[dict[str, Callable[[], object]], dict[str, int]]:
    """Calls of the trunk by runtime and arithmetic, and the bytes of the files."""
    exact, lite = export_trunk(trunk), trunk_tflite(trunk, exact=True)
    states = tuple(trunk_states(trunk))
    outputs = (*SECOND_OUTPUTS, *(name.replace("state", "next") for name in states))

    def opened(data: bytes) -> Network:
        return LiteNetwork(LiteModel(data, ("logmel", *states), outputs))

    files = {"LiteRT, fp32": lite, "LiteRT, int8": in_bytes(lite)}
    steps = {name: step_of(opened(data)) for name, data in files.items()}
    onnx = {"ONNX Runtime, fp32": exact, "ONNX Runtime, int8": quantise_trunk(exact)}
    steps |= {name: step_of(OnnxNetwork(data)) for name, data in onnx.items()}
    return steps, {name: len(data) for name, data in (files | onnx).items()}


def timed(steps: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Lower quartile of what each takes [ms of processor time], called in turn."""
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(WARM + rounds):
        for name, step in steps.items():
            began = time.thread_time_ns()
            step()
            if turn >= WARM:
                spent[name].append((time.thread_time_ns() - began) / _NS_PER_MS)
    return {name: float(np.percentile(times, 25)) for name, times in spent.items()}


def main() -> None:
    """Time all and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    teacher, window = Teacher(data_folder(args.data)), np.zeros(WINDOW, np.float32)
    steps, sizes = trunk_steps(load_trunk(args.checkpoint))
    released = OnnxNetwork((RELEASED / "encoder.onnx").read_bytes())
    steps["released encoder, ONNX Runtime, int8"] = step_of(released)
    found = timed({BASELINE: lambda: teacher.scores(window), **steps}, args.rounds)
    for name, spent in found.items():
        share = "" if name == BASELINE else f", {COLUMNS * spent / found[BASELINE]:.2f} of YAMNet"
        size = f", {sizes[name] / 1e6:.2f} MB" if name in sizes else ""
        print(f"{name}: {spent:.3f} ms{share}{size}")


if __name__ == "__main__":
    at_desk(main)
