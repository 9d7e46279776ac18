"""What a column of the trunk costs in ONNX Runtime, beside a hop of the released encoder.

    python -m quantize.time_trunk runs/trunk-explore/last.pt

One thread, a call of each in turn; the lower quartile of process time, so that a busy machine
does not decide. Both take 160 ms of sound; front ends are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from edge_aac.encoder.bundle import Bundle
from models.desk import at_desk
from models.trunk.checkpoint import load_trunk
from quantize.trunk import export_trunk

RELEASED = Path("models/edge-aac-s")
ROUNDS = 600
WARM = 50


def step_of(data: bytes) -> Callable[[], object]:
    """One call of a network on silence."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    feeds = {
        one.name: np.zeros(
            [size if isinstance(size, int) else 16 for size in one.shape], np.float32
        )
        for one in session.get_inputs()
    }
    return lambda: session.run(None, feeds)


def main() -> None:
    """Time both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--bundle", type=Path, default=RELEASED)
    args = parser.parse_args()
    trunk = export_trunk(load_trunk(args.checkpoint))
    steps = {
        "trunk, fp32": step_of(trunk),
        "released encoder, int8": step_of(Bundle.load(args.bundle).encoder),
    }
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(WARM + ROUNDS):
        for name, step in steps.items():
            began = time.process_time_ns()
            step()
            if turn >= WARM:
                spent[name].append((time.process_time_ns() - began) / 1e6)
    for name, times in spent.items():
        print(f"{name}: {np.percentile(times, 25):.3f} ms of CPU for 160 ms of sound")
    print(f"ONNX file: {len(trunk) / 1e6:.2f} MB in fp32")


if __name__ == "__main__":
    at_desk(main)
