"""What int8 costs and gives, in ONNX Runtime and in LiteRT, beside fp32.

    python -m benchmarks.runtimes runs/bundles/edge-aac-s-twin-exact runs/bundles/edge-aac-s-twin

The first bundle is fp32 (`python -m quantize --exact`), the second int8 with files for both
runtimes. All hear ESC-50's folds 3 and 4 in streaming, through the device's code. Times are
of one thread, the networks in turn hop by hop, so that what disturbs one disturbs all.

Exits with 1 when a gate fails: more than a point of top-1 lost or gained, or less than 97 %
of captions naming the same sounds as fp32's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.runtime import open_network
from edge_aac.features.logmel import LogMel
from edge_aac.types import HOP_FRAMES, HOP_SAMPLES, SAMPLE_RATE, FloatArray, Network
from models.evaluation.confusion import announced
from models.evaluation.report import points
from models.evaluation.top1 import Int8Cost, names_of, paired_int8, top1
from models.grammar import mentions
from models.ground.corpus import Clip, Corpus, load_corpus
from models.ground.desk import at_desk
from models.ground.result import RESULTS, Result, today
from models.listening.clips import ClipResult, captioner, hear
from quantize.fidelity import Fidelity, compare

MOST_LOST = 0.01
"""Largest difference in top-1."""
LEAST_ALIKE = 0.97
"""Smallest share of captions that name the same sounds."""
TIMED_SECONDS = 120.0
FIDELITY_CLIPS = 150
"""Clips of 5 s: more than ten minutes."""
FP32, ONNX, LITERT = "fp32 ONNX", "int8 ONNX", "int8 LiteRT"


@dataclass(frozen=True, slots=True)
class Beside:
    """One int8 runtime beside fp32, on the same clips."""

    cost: Int8Cost
    same_sentence: float
    """Share of captions that are the same to the letter."""
    same_sounds: float
    """Share of captions that name the same sounds."""
    same_events: float
    """Share of (clip, announced label) pairs on the same side of the label's threshold, among
    those that either heard."""
    fidelity: Fidelity

    def broken(self, name: str) -> list[str]:
        """The gates that it fails, in words."""
        faults: list[str] = []
        if abs(self.cost.difference) > MOST_LOST:
            faults.append(
                f"{name}: top-1 differs from fp32 by {100 * self.cost.difference:+.2f} points."
            )
        if self.same_sounds < LEAST_ALIKE:
            faults.append(f"{name}: only {self.same_sounds:.1%} of captions name the same sounds.")
        return faults


def beside(
    ours: Sequence[ClipResult],
    exact: Sequence[ClipResult],
    thresholds: Mapping[str, float],
    fidelity: Fidelity,
) -> Beside:
    """Compare what two runtimes made of the same clips."""
    pairs = list(zip(ours, exact, strict=True))
    sounds = [(_named(a.text), _named(b.text)) for a, b in pairs]
    fired = [(_fired(a, thresholds), _fired(b, thresholds)) for a, b in pairs]
    either = sum(len(a | b) for a, b in fired)
    return Beside(
        paired_int8(ours, exact),
        float(np.mean([a.text == b.text for a, b in pairs])),
        float(np.mean([a == b for a, b in sounds])),
        sum(len(a & b) for a, b in fired) / either if either else 1.0,
        fidelity,
    )


def _named(text: str) -> frozenset[str | frozenset[str]]:
    return frozenset(m.label or m.may_mean for m in mentions(text))


def _fired(heard: ClipResult, thresholds: Mapping[str, float]) -> frozenset[str]:
    return frozenset(
        label for label in announced() if heard.score(label) >= thresholds.get(label, 0.5)
    )


def milliseconds(
    networks: Mapping[str, Network], bundle: Bundle, mel: FloatArray
) -> dict[str, float]:
    """Median time of one hop, by network; they take turns, and who begins changes.

    Parameters
    ----------
    networks : mapping of str to Network
        Encoders of one shape.
    bundle : Bundle
        Says that shape.
    mel : ndarray, shape (frames, 64), float32
    """
    states = bundle.manifest.encoder.states
    held = {name: [np.zeros(shape, np.float32) for shape in states.values()] for name in networks}
    spent: dict[str, list[float]] = {name: [] for name in networks}
    order = list(networks)
    for first in range(0, len(mel) - HOP_FRAMES + 1, HOP_FRAMES):
        order = [*order[1:], order[0]]
        for name in order:
            feeds = {"logmel": mel[None, first : first + HOP_FRAMES]}
            feeds |= dict(zip(states, held[name], strict=True))
            began = time.perf_counter()
            given = networks[name].run(feeds)
            spent[name].append(time.perf_counter() - began)
            held[name] = [np.asarray(one, np.float32) for one in given[2:]]
    return {name: 1e3 * float(np.median(times)) for name, times in spent.items()}


def encoders(exact: Bundle, int8: Bundle) -> dict[str, Network]:
    """The encoder in every form that there is."""
    found: dict[str, Network] = {
        FP32: open_network(exact.encoder, "onnx"),
        ONNX: open_network(int8.encoder, "onnx"),
    }
    if int8.lite_encoder is not None:
        found[LITERT] = open_network(int8.encoder, "litert", int8.lite_encoder)
    return found


def run(exact: Path, int8: Path, corpus: Corpus, clips: Sequence[Clip]) -> tuple[Result, list[str]]:
    """Measure all; the result, and the gates that failed."""
    fp32, small = Bundle.load(exact), Bundle.load(int8)
    networks = encoders(fp32, small)
    chosen = [
        clips[int(i)] for i in np.linspace(0, len(clips) - 1, min(FIDELITY_CLIPS, len(clips)))
    ]
    mels = [LogMel().whole(corpus.read(clip)) for clip in chosen]
    whole = np.concatenate(mels)[: int(TIMED_SECONDS * SAMPLE_RATE) // HOP_SAMPLES * HOP_FRAMES]
    spent = milliseconds(networks, small, whole)
    heard = {
        name: hear(captioner(folder, runtime=runtime), corpus, clips)
        for name, folder, runtime in (
            (FP32, exact, "onnx"),
            (ONNX, int8, "onnx"),
            (LITERT, int8, "litert"),
        )
        if name in networks
    }
    states = small.manifest.encoder.states
    compared = {
        name: beside(
            heard[name],
            heard[FP32],
            small.thresholds,
            compare(networks[FP32], networks[name], mels, states),
        )
        for name in networks
        if name != FP32
    }
    fold4 = {one.path for one in corpus.select(None, "fold4")}
    rows = _rows(networks, fp32, small, spent, compared)
    rows += [(f"{name}: top-1, fold 4", _top1(heard[name], fold4)) for name in heard]
    details = {
        "clips": len(clips),
        "seconds": round(sum(clip.seconds for clip in clips)),
        "fidelity_seconds": round(sum(len(mel) for mel in mels) / 100),
        "milliseconds_a_hop": {name: round(ms, 4) for name, ms in spent.items()},
        "beside_fp32": {
            name: asdict(one) | {"cost": one.cost.as_json()} for name, one in compared.items()
        },
    }
    command = f"python -m benchmarks.runtimes {exact} {int8}"
    broken = [line for name, one in compared.items() for line in one.broken(name)]
    question = "The encoder in fp32 and int8, in two runtimes, one thread"
    return today(question, command, rows, details), broken


def _top1(heard: Sequence[ClipResult], paths: set[str]) -> str:
    own = [one for one in heard if one.clip.path in paths]
    if not own:
        return "no clip"
    hits = top1(own, names_of(own))
    return f"{np.mean(hits):.1%} (n={len(hits)})"


def _rows(
    networks: Mapping[str, Network],
    exact: Bundle,
    int8: Bundle,
    spent: Mapping[str, float],
    compared: Mapping[str, Beside],
) -> list[tuple[str, str]]:
    hops = SAMPLE_RATE / HOP_SAMPLES
    lite = int8.lite_encoder
    sizes = {FP32: exact.encoder, ONNX: int8.encoder, LITERT: lite.data if lite else b""}
    rows = [
        (
            name,
            f"{len(sizes[name]) / 1e6:.2f} MB; {spent[name]:.3f} ms a hop of 160 ms, "
            f"{spent[name] * hops:.2f} ms a second of sound, "
            f"{spent[name] / spent[FP32]:.2f} of fp32's time",
        )
        for name in networks
    ]
    for name, one in compared.items():
        difference = points(one.cost.difference, [one.cost.low, one.cost.high])
        rows.append(
            (
                f"{name} beside fp32",
                f"cosine {one.fidelity.cosine_mean:.4f} (lowest {one.fidelity.cosine_min:.3f}); "
                f"top-1 {difference}, n={one.cost.n}; captions: {one.same_sentence:.1%} the same, "
                f"{one.same_sounds:.1%} name the same sounds; of labels that either hears, "
                f"{one.same_events:.1%} are heard by both",
            )
        )
    return rows


def main() -> None:
    """Measure, write the result, print it; fail when a gate does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exact", type=Path, help="fp32 bundle")
    parser.add_argument("int8", type=Path)
    parser.add_argument("--clips", type=int, default=0, help="hear so many only, for a quick look")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=RESULTS / "runtimes.json")
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = [c for c in corpus.select(None, "dev", "fold4") if c.source == "esc50"]
    result, broken = run(args.exact, args.int8, corpus, clips[: args.clips or None])
    result.write(args.out)
    for what, figure in result.rows:
        print(f"{what}: {figure}")
    if broken:
        raise SystemExit("Not faithful. " + " ".join(broken))


if __name__ == "__main__":
    at_desk(main)
