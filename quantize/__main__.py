"""A run's checkpoints in, a released bundle out.

    python -m quantize runs/release models/edge-aac-s

Refuses what is not faithful: the command exits with 1 and writes nothing when int8
strays from fp32 (see `fidelity`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from edge_aac import __version__
from edge_aac.encoder.lite_network import LiteModel, LiteNetwork
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.features.logmel import parameters
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, Network
from models.baseline.scores import baseline_names
from models.data.pool import LOWEST, SALIENT, STEP, Pool, split_of
from models.ground.corpus import Corpus, load_corpus
from models.ground.desk import at_desk
from models.networks.decoder import MEMORY, Decoder, DecoderShape
from models.networks.encoder import Encoder
from models.networks.restored import load_encoder
from models.training.second_opinion import hear_second_opinion
from quantize.bundle import write_bundle
from quantize.export import OPSET, Calibration, export_decoder, export_encoder, state_shapes
from quantize.fidelity import compare
from quantize.int8 import quantise_decoder, quantise_encoder
from quantize.tonal import tonal_entry, tonal_files

ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
LITE_ENCODER, LITE_DECODER = "encoder.tflite", "decoder.tflite"
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
    parser.add_argument("--tonal", type=Path, required=True, help="folder of models.tonal.train")
    parser.add_argument("--licence", help="of the weights; CC-BY-SA-4.0 for our own recordings")
    parser.add_argument("--exact", action="store_true", help="keep fp32: what int8 is judged by")
    parser.add_argument("--onnx-only", action="store_true", help="no files for LiteRT")
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
    opinions = hear_second_opinion(net, examples, baseline_names(corpus.folder))
    print("second opinion, logits added: " + str({k: round(v, 2) for k, v in opinions.items()}))
    fitted = json.loads(args.thresholds.read_text()) if args.thresholds else UNFITTED
    calibration = Calibration(fitted["slope"], fitted["offset"])
    scenes = _scenes(pools, CALIBRATION + CHECK)
    made = _Made(net, decoder, calibration, scenes[:CALIBRATION], scenes[CALIBRATION:])
    networks, metrics = made.exact() if args.exact else made.int8(lite=not args.onnx_only)
    tonal = tonal_files(args.tonal, lite=not args.onnx_only)
    files = {
        **networks,
        **tonal,
        "vocabulary.txt": ("\n".join(words) + "\n").encode(),
        "training_groups.txt": _groups(corpus, pools).encode(),
    }
    thresholds: dict[str, float] = fitted["thresholds"]
    manifest = _manifest(args.out.name, args.version, net, decoder, thresholds, pools, networks)
    manifest["tonal"] = tonal_entry(args.tonal, tonal)
    manifest["metrics"] = metrics
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


@dataclass(frozen=True, eq=False)
class _Made:
    """Networks as files, each compared with fp32 before it may be released."""

    net: Encoder
    decoder: Decoder
    calibration: Calibration
    seen: list[FloatArray]
    """Scenes to calibrate int8 with."""
    unseen: list[FloatArray]
    """Scenes to compare on."""

    def exact(self) -> tuple[dict[str, bytes], dict[str, Any]]:
        """fp32, for comparisons."""
        encoder = export_encoder(self.net, self.calibration)
        return {ENCODER: encoder, DECODER: export_decoder(self.decoder)}, {}

    def int8(self, *, lite: bool) -> tuple[dict[str, bytes], dict[str, Any]]:
        """int8, and how faithful it is, by runtime."""
        states = state_shapes(self.net)
        exact = export_encoder(self.net, self.calibration)
        encoder = quantise_encoder(exact, self.seen, states)
        files = {ENCODER: encoder, DECODER: quantise_decoder(export_decoder(self.decoder))}
        metrics = {"onnx": self._faithful("ONNX", exact, OnnxNetwork(encoder))}
        if lite:
            from quantize.tflite import decoder_tflite, encoder_tflite

            files[LITE_ENCODER] = encoder_tflite(self.net, self.calibration, self.seen)
            files[LITE_DECODER] = decoder_tflite(self.decoder)
            after = (name.replace("state", "next") for name in states)
            outputs = ("embeddings", "posteriors", *after)
            model = LiteModel(files[LITE_ENCODER], ("logmel", *states), outputs)
            metrics["litert"] = self._faithful("LiteRT", exact, LiteNetwork(model))
        return files, metrics

    def _faithful(self, title: str, exact: bytes, network: Network) -> dict[str, float]:
        fidelity = compare(OnnxNetwork(exact), network, self.unseen, state_shapes(self.net))
        print(f"{title}, int8 against fp32: {fidelity}")
        if not fidelity.faithful:
            raise SystemExit("Refused: int8 strays from fp32. Train with quantisation in mind.")
        return {name: round(value, 5) for name, value in asdict(fidelity).items()}


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
    networks: Mapping[str, bytes],
) -> dict[str, Any]:
    lite = [name if name in networks else None for name in (LITE_ENCODER, LITE_DECODER)]
    return {
        "name": name,
        "version": version,
        "labels": list(load_taxonomy().names),
        "frontend": parameters(),
        "encoder": {
            "file": ENCODER,
            "lite": lite[0],
            "embedding": net.columns,
            "states": {n: list(s) for n, s in state_shapes(net).items()},
        },
        "decoder": {
            "file": DECODER,
            "lite": lite[1],
            "hidden": decoder.shape.hidden,
            "memory": MEMORY,
        },
        "vocabulary": "vocabulary.txt",
        "training_groups": "training_groups.txt",
        "thresholds": thresholds,
        "quantisation": {
            "opset": OPSET,
            "encoder": "int8 weights per channel; above time alone static QDQ, uint8 activations",
            "decoder": "dynamic int8",
            "lite": "static int8 per channel, min-max over a stream; the decoder's weights alone",
            "calibration": f"{CALIBRATION} composed training scenes of pools {', '.join(pools)}",
        },
    }


if __name__ == "__main__":
    at_desk(main)
