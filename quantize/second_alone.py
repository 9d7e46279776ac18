"""A bundle in which the second network alone has a say, for rows that it alone never met.

    python -m quantize.second_alone models/edge-aac-s runs/bundles/second
    python -m models.evaluate runs/bundles/second --split fold4 --scenes 60

The released encoder has learnt `dev` and fold 4, the second network neither. Here the encoder's
share of the log-odds is next to nothing and the caption decoder, which reads the encoder's
evidence, says nothing, so that sentences are made by rule from the second network's labels. The
list of recordings that it was trained on is the second network's own. To be judged, not shipped.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from edge_aac.captions.vocabulary import END
from edge_aac.encoder.manifest import MANIFEST
from models.data.pool import split_of
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from quantize.bundle import write_bundle

NEXT_TO_NOTHING = 1e-6
SURE = 20.0
_IR_VERSION, _OPSET = 9, 17


def silent_decoder(words: list[str], hidden: int, memory: int, width: int) -> bytes:
    """A decoder that ends every sentence at once."""
    end = np.zeros((1, len(words)), np.float32)
    end[0, words.index(END)] = SURE
    floats = {
        "hidden": [1, hidden],
        "memory": [1, memory, width],
        "mask": [1, memory],
    }
    graph = helper.make_graph(
        [
            helper.make_node("Identity", ["end"], ["logits"]),
            helper.make_node("Identity", ["hidden"], ["next_hidden"]),
        ],
        "silent",
        [
            helper.make_tensor_value_info("token", TensorProto.INT32, [1]),
            *(helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in floats.items()),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, len(words)]),
            helper.make_tensor_value_info("next_hidden", TensorProto.FLOAT, [1, hidden]),
        ],
        [numpy_helper.from_array(end, "end")],
    )
    opsets = [helper.make_opsetid("", _OPSET)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    return bytes(made.SerializeToString())


def alone(bundle: Path, out: Path, data: Path | None) -> None:
    """Write the bundle.

    Raises
    ------
    SystemExit
        The bundle has no second network.
    """
    manifest: dict[str, Any] = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    second = manifest.get("second")
    if second is None:
        raise SystemExit(f"{bundle} has one network: judge it as it is.")
    files = {name: (bundle / name).read_bytes() for name in manifest.pop("files")}
    words = files[manifest["vocabulary"]].decode().splitlines()
    decoder = manifest["decoder"]
    files[decoder["file"]] = silent_decoder(
        words, decoder["hidden"], decoder["memory"], manifest["encoder"]["embedding"]
    )
    decoder["lite"] = None
    whole = 1.0 / (1.0 - NEXT_TO_NOTHING)
    second["weights"] = {"own": NEXT_TO_NOTHING, "second": whole, "offset": 0.0}
    splits = {"train", *map(split_of, second["lessons"])}
    groups = {clip.group for clip in load_corpus(data).select("train", *splits)}
    known = manifest["training_groups"]
    files[known] = "".join(f"{one}\n" for one in sorted(groups)).encode()
    del manifest["format"]
    write_bundle(out, files, manifest | {"name": out.name})


def main() -> None:
    """Read the command line, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    alone(args.bundle, args.out, args.data)


if __name__ == "__main__":
    at_desk(main)
