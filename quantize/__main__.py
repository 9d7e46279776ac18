"""A run's checkpoints in, a released bundle out.

    python -m quantize runs/release models/edge-aac-s

Refuses what is not faithful: the command exits with 1 and writes nothing when int8
strays from fp32 (see `fidelity`).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from edge_aac import __version__
from edge_aac.features.logmel import parameters
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray
from models.data.corpus import Corpus, load_corpus
from models.data.pool import LOWEST, SALIENT, STEP, Pool, split_of
from models.decoder_net import MEMORY, Decoder, DecoderShape
from models.evaluation.peer import peer_names
from models.net import Encoder
from models.second_opinion import hear_second_opinion
from models.train_decoder import load_encoder
from quantize.bundle import write_bundle
from quantize.export import OPSET, Calibration, export_decoder, export_encoder, state_shapes
from quantize.fidelity import Fidelity, compare
from quantize.int8 import quantise_decoder, quantise_encoder

CALIBRATION = 120
CHECK = 60
UNFITTED: dict[str, Any] = {"slope": 1.0, "offset": 0.0, "thresholds": {}}
LICENCE = "CC-BY-SA-4.0"


def main() -> None:
    """Read the command line, quantise, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder with last.pt, decoder.pt and config.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default=__version__)
    parser.add_argument("--thresholds", type=Path, help="what models.calibrate wrote")
    parser.add_argument("--licence", help="of the weights; CC-BY-SA-4.0 for our own recordings")
    parser.add_argument("--exact", action="store_true", help="keep fp32: what int8 is judged by")
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    net, decoder, words, people = _load(args.run)
    if people and not args.licence:
        parser.error(
            f"the decoder of {args.run} learnt from {', '.join(people)}, whose terms are not ours: "
            "say with --licence under which the weights may be given on."
        )
    pools: list[str] = json.loads((args.run / "config.json").read_text())["pools"]
    corpus = load_corpus(args.data)
    examples = Pool.load([one for one in pools if one in (SALIENT, "company")] or pools, "single")
    opinions = hear_second_opinion(net, examples, peer_names(corpus.folder))
    print("second opinion, logits added: " + str({k: round(v, 2) for k, v in opinions.items()}))
    states = state_shapes(net)
    fitted = json.loads(args.thresholds.read_text()) if args.thresholds else UNFITTED
    calibration = Calibration(fitted["slope"], fitted["offset"])
    exact = export_encoder(net, calibration)
    scenes = _scenes(pools, CALIBRATION + CHECK)
    quantised = quantise_encoder(exact, scenes[:CALIBRATION], states)
    fidelity = compare(exact, quantised, scenes[CALIBRATION:], states)
    print(f"int8 against fp32: {fidelity}")
    if not fidelity.faithful:
        print("Refused: int8 strays from fp32. Train with quantisation in mind.", file=sys.stderr)
        raise SystemExit(1)
    spoken = export_decoder(decoder)
    files = {
        "encoder.onnx": exact if args.exact else quantised,
        "decoder.onnx": spoken if args.exact else quantise_decoder(spoken),
        "vocabulary.txt": ("\n".join(words) + "\n").encode(),
        "training_groups.txt": _groups(corpus, pools).encode(),
    }
    thresholds: dict[str, float] = fitted["thresholds"]
    manifest = _manifest(args.out.name, args.version, net, decoder, thresholds, pools, fidelity)
    manifest["calibration"] = {"slope": calibration.slope, "offset": calibration.offset}
    manifest["licence"] = args.licence or LICENCE
    manifest["captioned"] = people
    manifest["second_opinion"] = sorted(opinions)
    if args.exact:
        manifest["quantisation"] = {"opset": OPSET, "encoder": "fp32", "decoder": "fp32"}
    write_bundle(args.out, files, manifest)
    size = sum(len(data) for data in files.values())
    print(
        f"{args.out}: {size / 1e6:.2f} MB, " + ", ".join(f"{n} {len(d)}" for n, d in files.items())
    )


def _load(run: Path) -> tuple[Encoder, Decoder, list[str], list[str]]:
    """Networks, words, and the captioned data sets that the decoder learnt from."""
    net = load_encoder(run / "last.pt")
    saved: dict[str, Any] = torch.load(run / "decoder.pt", map_location="cpu")
    decoder = Decoder(DecoderShape(**saved["shape"]))
    decoder.load_state_dict(saved["decoder"])
    people = [given.partition(":")[0] for given in saved["run"].get("captioned", ())]
    return net, decoder.eval(), saved["words"], people


def _scenes(pools: list[str], count: int) -> list[FloatArray]:
    """Composed training scenes and singles, half each, spread over the pools."""
    chosen: list[FloatArray] = []
    for kind in ("single", "scene"):
        mel = Pool.load(pools, kind).mel
        chosen += [
            mel[i].astype(np.float32) * np.float32(STEP) + np.float32(LOWEST)
            for i in np.linspace(0, len(mel) - 1, count // 2).astype(int)
        ]
    order = np.random.default_rng(1).permutation(len(chosen))
    return [chosen[i] for i in order]


def _groups(corpus: Corpus, pools: list[str]) -> str:
    """Original recordings that the run may have seen, one a line."""
    # Surroundings are of `train`, whatever the foregrounds are of.
    splits = {"train", *map(split_of, pools)}
    groups = {clip.group for clip in corpus.select("train", *splits)}
    return "\n".join(sorted(groups)) + "\n"


def _manifest(
    name: str,
    version: str,
    net: Encoder,
    decoder: Decoder,
    thresholds: dict[str, float],
    pools: list[str],
    fidelity: Fidelity,
) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "labels": list(load_taxonomy().names),
        "frontend": parameters(),
        "encoder": {
            "file": "encoder.onnx",
            "embedding": net.columns,
            "states": {n: list(s) for n, s in state_shapes(net).items()},
        },
        "decoder": {"file": "decoder.onnx", "hidden": decoder.shape.hidden, "memory": MEMORY},
        "vocabulary": "vocabulary.txt",
        "training_groups": "training_groups.txt",
        "thresholds": thresholds,
        "metrics": {k: round(v, 5) for k, v in asdict(fidelity).items()},
        "quantisation": {
            "opset": OPSET,
            "encoder": "static QDQ, per-channel int8 weights, uint8 activations, min-max",
            "decoder": "dynamic int8",
            "calibration": f"{CALIBRATION} composed training scenes of pools {', '.join(pools)}",
        },
    }


if __name__ == "__main__":
    main()
