"""An hour of sound through both runtimes: whether events and words are the same.

    python -m benchmarks.back_ends --bundle models/edge-aac-s

The recordings that judge (`score` rows, in their order, to an hour) are one stream through
the pipeline of `edge-aac listen`, once on ONNX Runtime and once on LiteRT. An event is the
same if the other one has one of the same label open at the same time; how many of those were
reported more than half a second apart is counted beside. Clips are captioned on both, too.
Exits with 1 when more than 1 % of the events are on one runtime alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_aac.build import build_pipeline
from edge_aac.settings import Settings
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, Caption, Event, EventEnd, FloatArray
from models.ground.corpus import ROOM_RESPONSE, load_corpus
from models.ground.desk import at_desk
from models.ground.result import RESULTS, Result, today
from models.listening.blocks import Blocks
from models.listening.clips import captioner

MOST_DIFFERENT = 0.01
APART = 0.5
"""Events reported further apart than this are counted [s]."""
PIECE = 4 * HOP_SAMPLES


@dataclass(frozen=True, slots=True)
class Span:
    """An event from its onset to its end."""

    label: str
    onset: float
    t: float
    """When it was reported."""
    end: float
    score: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a runtime made of the stream."""

    spans: tuple[Span, ...]
    captions: tuple[Caption, ...]


def listen(bundle: Path, runtime: str, sounds: Sequence[FloatArray]) -> Run:
    """Play sounds, one after the other, to the listener's pipeline."""
    settings = Settings.model_validate({"encoder": {"model": bundle, "runtime": runtime}})
    pipeline = build_pipeline(settings)
    given: list[object] = []
    blocks = Blocks(PIECE)
    for sound in tqdm(sounds, desc=runtime, disable=None):
        given += blocks.played(pipeline, sound)
    given += pipeline.flush()
    return Run(spans(given), tuple(one for one in given if isinstance(one, Caption)))


def spans(given: Sequence[object]) -> tuple[Span, ...]:
    """Each event once, under the last name that it was reported by, until its end."""
    last = {one.id: one for one in given if isinstance(one, Event)}
    first = {one.id: one.t for one in reversed(given) if isinstance(one, Event)}
    ends = {one.id: one.t for one in given if isinstance(one, EventEnd)}
    return tuple(
        Span(one.label, one.onset, first[number], ends[number], one.score)
        for number, one in last.items()
    )


def paired(
    one: Sequence[Span], other: Sequence[Span]
) -> tuple[list[tuple[Span, Span]], list[Span], list[Span]]:
    """Pairs of the same event, and what only the first, and only the second, has."""
    left = list(other)
    pairs: list[tuple[Span, Span]] = []
    missing: list[Span] = []
    for span in one:
        same = [o for o in left if o.label == span.label and _together(o, span)]
        if same:
            nearest = min(same, key=lambda o: abs(o.t - span.t))
            left.remove(nearest)
            pairs.append((span, nearest))
        else:
            missing.append(span)
    return pairs, missing, left


def _together(one: Span, other: Span) -> bool:
    return one.onset <= other.end and other.onset <= one.end


def _line(span: Span, runtime: str) -> str:
    return f"{span.label} at {span.onset:.1f} s, score {span.score:.2f}, on {runtime} alone"


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
    pairs, first, second = paired(onnx.spans, lite.spans)
    alone = [_line(span, "ONNX Runtime") for span in first]
    alone += [_line(span, "LiteRT") for span in second]
    late = sum(abs(a.t - b.t) > APART for a, b in pairs)
    events = len(onnx.spans) + len(lite.spans)
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
        ("events", f"{len(onnx.spans)} on ONNX Runtime, {len(lite.spans)} on LiteRT"),
        ("events that only one of them has", f"{len(alone)}, {share:.2%} of all"),
        (f"events of both, reported more than {APART} s apart", f"{late} of {len(pairs)}"),
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
    at_desk(main)
