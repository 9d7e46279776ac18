"""A trunk -> the bundle's second network, for both runtimes.

    python -m quantize.second --run runs/trunk-explore --into models/edge-aac-s --weights 0.4 0.6 0

In: a run of `models.train_trunk`; the tagger's classes are folded into its event head at the levels
of lessons. Out: the bundle, with the network and the weights of both in the posteriors' log-odds.
Refuses what is not faithful to fp32. Never does: choosing the weights: their ratio is what finds
most on `calibrate` (models/LOG.md), their scale and offset are the slope and offset that
`models.calibrate` prints.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from edge_aac.encoder.lite_network import LiteModel, LiteNetwork
from edge_aac.encoder.manifest import SECOND_OUTPUTS
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.features import published
from edge_aac.types import FloatArray
from models.data.lessons import KINDS, load_shard, natural, shards
from models.data.pool import split_of
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.trunk.fold import SAY, load_folded
from models.trunk.network import Trunk
from quantize.bundle import put_part
from quantize.export import Calibration
from quantize.int8 import quantise_trunk
from quantize.trunk import export_trunk, trunk_states
from quantize.trunk_fidelity import compare

SECOND, LITE_SECOND = "second.onnx", "second.tflite"
CALIBRATION = Calibration(1.6456, -1.0249)
"""Slope and offset of its posteriors, fitted to `calibrate` rows (models/LOG.md)."""
PRETRAINED = {
    "name": "EfficientAT mn04_as",
    "paper": "F. Schmid, K. Koutini, G. Widmer, Efficient large-scale audio tagging via "
    "transformer-to-CNN knowledge distillation, ICASSP 2023",
    "licence": "MIT",
    "trained_on": "AudioSet",
}
"""What the trunk's weights began as."""
WEIGHTS = ("own", "second", "offset")
"""Of the encoder's log-odds and of this network's."""
CHECK = 60
"""Lessons that a quantised network is compared on."""


@dataclass(frozen=True, eq=False)
class Made:
    """The network as files, and how faithful each is."""

    files: Mapping[str, bytes]
    metrics: Mapping[str, Mapping[str, float]]


def second_files(trunk: Trunk, scenes: Sequence[FloatArray], *, lite: bool) -> Made:
    """A folded trunk for one or both runtimes.

    Raises
    ------
    SystemExit
        A quantised network strays from fp32.
    """
    exact = export_trunk(trunk, CALIBRATION)
    states = trunk_states(trunk)
    files = {SECOND: quantise_trunk(exact)}
    networks: dict[str, OnnxNetwork | LiteNetwork] = {"onnx": OnnxNetwork(files[SECOND])}
    if lite:
        from quantize.tflite import trunk_tflite

        files[LITE_SECOND] = trunk_tflite(trunk, CALIBRATION)
        after = (name.replace("state", "next") for name in states)
        outputs = (*SECOND_OUTPUTS, *after)
        networks["litert"] = LiteNetwork(
            LiteModel(files[LITE_SECOND], ("logmel", *states), outputs)
        )
    metrics = {}
    for runtime, network in networks.items():
        fidelity = compare(OnnxNetwork(exact), network, scenes, states)
        print(f"{runtime}, against fp32: {fidelity}")
        if not fidelity.faithful:
            raise SystemExit(f"Refused: for {runtime} it strays from fp32.")
        metrics[runtime] = {name: round(value, 5) for name, value in asdict(fidelity).items()}
    return Made(files, metrics)


def composed(lessons: Sequence[str], count: int) -> list[FloatArray]:
    """Log-Mel (frames, 105) of singles and scenes, half each, spread over the lessons."""
    chosen: list[FloatArray] = []
    for kind in KINDS:
        own = [shard for shard in map(load_shard, shards(tuple(lessons))) if shard.kind == kind]
        each = max(1, count // len(KINDS) // max(1, len(own)))
        for shard in own:
            places = np.linspace(0, len(shard.mel) - 1, each).astype(int)
            rows = natural(shard.mel[places])
            chosen += list(np.maximum(rows, np.float32(np.log(published.FLOOR))))
    return chosen[:count]


def second_entry(
    run: Path, trunk: Trunk, folded: Mapping[str, float], made: Made, weights: Sequence[float]
) -> dict[str, Any]:
    """What a manifest says of it."""
    config = json.loads((run / "config.json").read_text(encoding="utf-8"))
    return {
        "file": SECOND,
        "lite": LITE_SECOND if LITE_SECOND in made.files else None,
        "states": {name: list(shape) for name, shape in trunk_states(trunk).items()},
        "frontend": published.parameters(),
        "weights": dict(zip(WEIGHTS, weights, strict=True)),
        "lessons": config["lessons"],
        "folded": {label: SAY[label][1] for label in folded},
        "calibration": {"slope": CALIBRATION.slope, "offset": CALIBRATION.offset},
        "pretrained": PRETRAINED,
        "quantisation": "dynamic int8 in layers of many weights, float elsewhere",
        "metrics": dict(made.metrics),
    }


def main() -> None:
    """Fold, export, compare, put into the bundle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder with last.pt, config.json")
    parser.add_argument("--into", type=Path, required=True, help="the bundle")
    parser.add_argument("--weights", type=float, nargs=3, required=True, metavar=WEIGHTS)
    parser.add_argument("--version", help="of the bundle, where it becomes another")
    parser.add_argument("--onnx-only", action="store_true", help="no file for LiteRT")
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    corpus = load_corpus(args.data)
    trunk, folded = load_folded(args.run / "last.pt", corpus.folder)
    print(f"folded into the event head: {', '.join(folded)}")
    config = json.loads((args.run / "config.json").read_text(encoding="utf-8"))
    made = second_files(trunk, composed(config["lessons"], CHECK), lite=not args.onnx_only)
    entry = second_entry(args.run, trunk, folded, made, args.weights)
    splits = {"train", *map(split_of, config["lessons"])}
    groups = {clip.group for clip in corpus.select("train", *sorted(splits))}
    put_part(args.into, "second", made.files, entry, args.version, groups)
    print(", ".join(f"{name} {len(data)} bytes" for name, data in made.files.items()))


if __name__ == "__main__":
    at_desk(main)
