"""An hour of sound through both runtimes: whether events and words are the same.

    python -m benchmarks.back_ends --bundle models/edge-aac-s

The recordings that judge (`score` rows, in their order, to an hour) are one stream through
the pipeline of `edge-aac listen`, once on ONNX Runtime and once on LiteRT. An event is the
same if the other one has the same label while it was being confirmed: from its onset to the
moment at which it is told, half a second more or less. Clips are captioned on both, too.
Exits with 1 when more than 1 % of the events differ.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.result import RESULTS, Result, today
from edge_aac.pipeline import build_pipeline
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Block, Caption, Event, FloatArray
from models.data.corpus import ROOM_RESPONSE, load_corpus
from models.evaluation.heard import captioner

MOST_DIFFERENT = 0.01
NEAR = 0.5
"""Events of one label are one if not further apart than this [s]."""
PIECE = 4 * HOP_SAMPLES


@dataclass(frozen=True, slots=True)
class Heard:
    """What a runtime made of the stream."""

    events: tuple[Event, ...]
    captions: tuple[Caption, ...]


def listen(bundle: Path, runtime: str, sounds: Sequence[FloatArray]) -> Heard:
    """Play sounds, one after the other, to the listener's pipeline."""
    settings = Settings.model_validate({"encoder": {"model": bundle, "runtime": runtime}})
    pipeline = build_pipeline(settings)
    given: list[object] = []
    at = 0
    for sound in tqdm(sounds, desc=runtime, disable=None):
        for first in range(0, len(sound), PIECE):
            piece = sound[first : first + PIECE]
            given += pipeline.step(Block(piece, at))
            at += len(piece)
    given += pipeline.flush()
    return Heard(
        tuple(one for one in given if isinstance(one, Event)),
        tuple(one for one in given if isinstance(one, Caption)),
    )


def different(one: Sequence[Event], other: Sequence[Event]) -> list[Event]:
    """Events of the first that the second has not got."""
    left = list(other)
    missing: list[Event] = []
    for event in one:
        twin = next((e for e in left if _same(e, event)), None)
        if twin is None:
            missing.append(event)
        else:
            left.remove(twin)
    return missing


def _same(one: Event, other: Event) -> bool:
    together = one.onset <= other.t + NEAR and other.onset <= one.t + NEAR
    return one.label == other.label and together


def told(event: Event, runtime: str) -> str:
    """A line about an event that only one of them has."""
    return f"{event.label} at {event.onset:.1f} s, score {event.score:.2f}, on {runtime} alone"


def run(bundle: Path, seconds: float, data: Path | None) -> tuple[Result, float]:
    """Play, compare; the result, and the share of events that differ."""
    corpus = load_corpus(data)
    sounds: list[FloatArray] = []
    total = 0
    for clip in corpus.select(None, "score", "calibrate"):
        if clip.label != ROOM_RESPONSE and total < seconds * SAMPLE_RATE:
            sounds.append(corpus.read(clip)[: 30 * SAMPLE_RATE])
            total += len(sounds[-1])
    onnx, lite = (listen(bundle, runtime, sounds) for runtime in ("onnx", "litert"))
    alone = [told(e, "ONNX Runtime") for e in different(onnx.events, lite.events)]
    alone += [told(e, "LiteRT") for e in different(lite.events, onnx.events)]
    events = len(onnx.events) + len(lite.events)
    share = len(alone) / events if events else 0.0
    ears = [captioner(bundle, runtime=runtime) for runtime in ("onnx", "litert")]
    texts = [
        tuple(one.caption(sound).text for one in ears)
        for sound in tqdm(sounds, desc="captions", disable=None)
    ]
    same = float(np.mean([a == b for a, b in texts]))
    hours = total / SAMPLE_RATE / 3600
    rows = [
        ("sound", f"{hours:.2f} h of recordings that judge, {len(sounds)} of them"),
        ("events", f"{len(onnx.events)} on ONNX Runtime, {len(lite.events)} on LiteRT"),
        ("events that only one of them has", f"{len(alone)}, {share:.2%} of all"),
        ("sentences spoken", f"{len(onnx.captions)} and {len(lite.captions)}"),
        ("captions of the recordings that are the same to the letter", f"{same:.1%}"),
    ]
    details = {"alone": alone, "captions": [list(pair) for pair in texts if pair[0] != pair[1]]}
    command = f"python -m benchmarks.back_ends --bundle {bundle}"
    return today("Do both runtimes hear the same?", command, rows, details), share


def main() -> None:
    """Compare, write, print; fail when too much differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=Path("models/edge-aac-s"))
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=RESULTS / "back-ends.json")
    args = parser.parse_args()
    result, share = run(args.bundle, args.seconds, args.data)
    result.write(args.out)
    for what, figure in result.rows:
        print(f"{what}: {figure}")
    for line in result.details["alone"]:
        print(f"- {line}")
    if share > MOST_DIFFERENT:
        raise SystemExit(f"{share:.1%} of the events differ; {MOST_DIFFERENT:.0%} may.")


if __name__ == "__main__":
    main()
