"""The tonal network -> bytes for both runtimes, and what a hop costs.

    python -m quantize.tonal --run runs/tonal-a

In: a checkpoint. Out: fp32 ONNX and LiteRT models of one hop of all pitches, inputs `features`
(pitches, inputs) and `state` (pitches, memory), outputs `scores` (pitches, patterns) and `next`;
CPU per hop of features, network and all together, one thread. With `--into` a bundle
takes the network over, as `quantize` gives it to a new one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from edge_aac.encoder.lite_network import LiteModel, LiteNetwork
from edge_aac.encoder.manifest import MANIFEST
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.events.scores import Weights
from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.events.tonal.pitch_salience import hops
from edge_aac.events.tonal.tonal_detector import INPUTS as TAKES
from edge_aac.events.tonal.tonal_detector import OUTPUTS as GIVES
from edge_aac.events.tonal.tonal_detector import TonalDetector
from edge_aac.features.narrowband import NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.tonal.front import TABLE, features
from models.tonal.heard import CHECKPOINT, THRESHOLDS, WEIGHTS
from models.tonal.network import INPUTS, TonalNet, TonalStep, load
from quantize.bundle import put_part
from quantize.export import export_module
from quantize.tflite import converted

TONAL, LITE_TONAL = "tonal.onnx", "tonal.tflite"
_ROUNDS = 400


def example_of(net: TonalNet) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs of the right shapes."""
    count = len(TABLE.hertz)
    return torch.zeros(count, INPUTS), torch.zeros(count, net.memory.hidden_size)


def tonal_onnx(net: TonalNet) -> bytes:
    """One hop in ONNX."""
    return export_module(TonalStep(net).eval(), example_of(net), list(TAKES), list(GIVES), {})


def tonal_tflite(net: TonalNet) -> bytes:
    """One hop for LiteRT."""
    return converted(TonalStep(net).eval(), example_of(net))


def tonal_files(run: Path, *, lite: bool) -> dict[str, bytes]:
    """The tonal network of a run's folder by file name, for one or both runtimes."""
    net = load(run / CHECKPOINT)
    found = {TONAL: tonal_onnx(net)}
    return found | {LITE_TONAL: tonal_tflite(net)} if lite else found


def tonal_entry(run: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What a manifest says of it: files, and how its patterns are believed.

    Until `models.tonal.combine` has written weights, each pattern counts by itself alone.
    """
    names = [one.value for one in PATTERNS]
    fitted = (run / WEIGHTS).exists()
    chosen = json.loads((run / (WEIGHTS if fitted else THRESHOLDS)).read_text(encoding="utf-8"))
    if not fitted:
        chosen |= {"weights": {name: asdict(Weights()) for name in names}}
    return {
        "file": TONAL,
        "lite": LITE_TONAL if LITE_TONAL in files else None,
        "thresholds": {name: chosen[name] for name in names},
        "weights": {name: chosen["weights"][name] for name in names},
    }


def put_into(folder: Path, run: Path, version: str | None, groups: Iterable[str] = ()) -> None:
    """Give a bundle the tonal network of a run's folder, and a version; all else stays.

    Parameters
    ----------
    folder, run : Path
    version : str or None
        None for that which it has.
    groups : iterable of str
        Original recordings that the network was trained on, beside the bundle's own.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    taken = tonal_files(run, lite=manifest["encoder"].get("lite") is not None)
    put_part(folder, "tonal", taken, tonal_entry(run, taken), version, groups)


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
    parser.add_argument("--into", type=Path, help="a bundle that takes the network over")
    parser.add_argument("--data", type=Path, help="where the recordings are")
    parser.add_argument("--version", help="of the bundle, where it becomes another")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.into:
        learnt = load_corpus(args.data).select("train", "train")
        put_into(args.into, args.run, args.version, {clip.group for clip in learnt})
    net = load(args.run / CHECKPOINT)
    onnx, lite = tonal_onnx(net), tonal_tflite(net)
    sound = np.random.default_rng(1).standard_normal(16_000 * 8).astype(np.float32) * 0.1
    spectrum = NarrowBand().whole(sound)
    hop: FloatArray = hops(features(spectrum[:8]))[0]
    state = np.zeros((len(hop), net.memory.hidden_size), np.float32)
    runner = OnnxNetwork(onnx)
    lite_runner = LiteNetwork(LiteModel(lite, TAKES, GIVES))
    feeds = {"features": hop, "state": state}
    exact = TonalStep(net)(torch.from_numpy(hop), torch.from_numpy(state))[0].detach().numpy()
    given, lite_given = (np.asarray(one.run(feeds)[0]) for one in (runner, lite_runner))
    off, lite_off = (np.abs(one - exact).max() for one in (given, lite_given))
    print(f"off by {off:.1e} (ONNX), {lite_off:.1e} (LiteRT)")
    listener = TonalDetector(lite_runner, bin_hertz())
    before = listener.start()
    print(f"{len(onnx)} and {len(lite)} bytes")
    for name, work in (
        ("features", lambda: hops(features(spectrum[:8]))),
        ("ONNX Runtime", lambda: runner.run(feeds)),
        ("LiteRT", lambda: lite_runner.run(feeds)),
        ("all of a hop, with LiteRT", lambda: listener.step(before, spectrum[:8])),
    ):
        print(f"{name}: {milliseconds(work):.3f} ms a hop")


if __name__ == "__main__":
    at_desk(main)
