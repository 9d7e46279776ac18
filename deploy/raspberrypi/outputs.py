"""What the installed bundle makes of the same input, to be compared between machines.

    python outputs.py compute here.npz
    python outputs.py compare here.npz there.npz

`compute` feeds both runtimes' encoders the same log-Mel frames, made of integers so that no
machine rounds them otherwise, hop by hop; and lets `edge-aac listen` hear the demonstration.
`compare` exits with 1 when the encoders differ by more than rounding, or the listener in an
event or a word.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from edge_aac.encoder.bundle import Bundle, find_bundle
from edge_aac.encoder.encoder import Encoder
from edge_aac.encoder.runtime import Runtime, open_network
from edge_aac.types import FloatArray

HOPS = 125
RUNTIMES: tuple[Runtime, ...] = ("onnx", "litert")
LEAST_ALIKE = {"onnx": 0.999, "litert": 0.5}
"""Share of int8 values that have to be the same. ONNX Runtime computes alike on both but for
a value in some thousands that falls on the other side of a step where float is quantised.
LiteRT's kernels for ARM round their sums otherwise than those for x86."""


def frames() -> FloatArray:
    """Log-Mel of 20 s that no sound has: steps of 1/8 between -14 and 2, shape (2000, 64)."""
    rng = np.random.default_rng(1)
    tones = rng.integers(-112, 17, (HOPS, 1, 64)).repeat(16, axis=1)
    noise = rng.integers(-8, 9, (HOPS, 16, 64))
    mel: FloatArray = (np.clip(tones + noise, -112, 16) / 8).reshape(-1, 64).astype(np.float32)
    return mel


def compute(path: Path) -> None:
    """Write what this machine computes."""
    bundle = Bundle.load(find_bundle(None))
    mel = frames()
    found: dict[str, Any] = {}
    for runtime in RUNTIMES:
        network = open_network(bundle.encoder, runtime, bundle.lite_encoder)
        encoder = Encoder(network, bundle.manifest)
        state, rows = encoder.start(), []
        for hop in range(HOPS):
            state, hearing = encoder.step(state, mel[16 * hop : 16 * hop + 16], hop)
            rows.append(hearing.posteriors)
        found[f"{runtime}-posteriors"] = np.concatenate(rows)
        for i, tensor in enumerate(state.tensors):
            found[f"{runtime}-state-{i}"] = tensor
        command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--json"]
        command += ["--no-speech", "--no-realtime", "--runtime", runtime]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found[f"{runtime}-told"] = np.array(told)
    np.savez(path, machine=np.array(platform.machine()), **found)


def compare(here: Path, there: Path) -> int:
    """Print how far they differ; 1 where they differ by more than rounding does."""
    with np.load(here) as one, np.load(there) as other:
        print(f"{one['machine']} beside {other['machine']}, {HOPS} hops")
        differs = False
        for runtime in RUNTIMES:
            names = [n for n in one.files if n.startswith(f"{runtime}-state-")]
            same = np.concatenate([(one[n] == other[n]).ravel() for n in names])
            near = np.concatenate([np.isclose(one[n], other[n], atol=1e-6).ravel() for n in names])
            apart = np.abs(one[f"{runtime}-posteriors"] - other[f"{runtime}-posteriors"])
            words = list(map(_words, (str(one[f"{runtime}-told"]), str(other[f"{runtime}-told"]))))
            print(
                f"{runtime}: of {len(same)} values of the state after the last hop "
                f"{same.mean():.2%} the same to the bit, {near.mean():.2%} the same int8 step; "
                f"posteriors {apart.mean():.1g} apart on average, {apart.max():.2g} at most; "
                f"events and words of the demonstration "
                f"{'the same' if words[0] == words[1] else 'NOT the same'}, {len(words[0])} of them"
            )
            differs |= near.mean() < LEAST_ALIKE[runtime] or words[0] != words[1]
    return int(differs)


def _words(told: str) -> list[tuple[str, ...]]:
    """Events and captions, with what they say; scores are compared as posteriors."""
    lines = [json.loads(line) for line in told.splitlines()]
    kept = ("kind", "id", "t", "onset", "label", "text", "spoken")
    return [
        tuple(str(line.get(key)) for key in kept)
        for line in lines
        if line["kind"] in ("event", "end", "caption")
    ]


if __name__ == "__main__":
    if sys.argv[1] == "compute":
        compute(Path(sys.argv[2]))
    else:
        raise SystemExit(compare(Path(sys.argv[2]), Path(sys.argv[3])))
