"""Thresholds of everything that is announced, from hours of real sound, for a budget.

    python -m models.tune models/edge-aac-s runs/operating-point.json --per-hour 0.8

Streams every recording of the tuning rows that holds no announced sound, at several speeds, and
hears those that hold one; then spends the budget of false alarms per hour where it finds most
(`models.tuning`). Writes thresholds, and the curve that they were chosen from: what other
budgets would find. `quantize.thresholds` seals them into a bundle. Never reads `score`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge_aac.encoder.bundle import Bundle
from edge_aac.events.timing import rows
from edge_aac.types import FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.sorted_sounds import SortedSounds, tuning_sounds
from models.listening.stream import SPEEDS, Ear, Streamed, alone, stream
from models.tuning.budget import CALL_WEIGHT, CRITICAL_WEIGHT, Candidate, Chosen, spend
from models.tuning.curve import FalseAlarms, Recall
from models.tuning.strength import Unit, strength, units

PER_HOUR = 0.8
"""False alarms of all labels together; other recordings gave two to five times as many."""
BUDGETS = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Budgets of the curve."""
PIECE_SECONDS = 30.0
"""A recording that goes on and on is heard again as often."""
FEWEST = 5
"""Original recordings from which a label's recall is believed. Two telephones once took a sixth of
the budget, and none of eight others was heard."""


def candidates(
    sounds: SortedSounds, streams: Sequence[Streamed], alone_rows: Sequence[FloatArray]
) -> list[Candidate]:
    """Every unit, with its false alarms and its recall."""
    found: list[tuple[Unit, FalseAlarms, list[float], list[str]]] = []
    hours = sounds.hours * sum(float(1 / speed) for speed in SPEEDS[: len(streams)])
    pieces = [piece for one in streams for piece in one.pieces(rows(PIECE_SECONDS))]
    for unit in tqdm(units(), desc="strengths", disable=None):
        false = FalseAlarms.of(
            [strength(piece, unit) for _, piece in pieces], [clip for clip, _ in pieces], hours
        )
        own = [
            (strength(heard, unit), clip.group)
            for clip, heard in zip(sounds.announced, alone_rows, strict=True)
            if clip.label in unit.labels
        ]
        found.append((unit, false, [s for s, _ in own], [g for _, g in own]))
    return [
        Candidate(
            unit.name,
            false,
            Recall.of(own, groups) if len(set(groups)) >= FEWEST else None,
            CALL_WEIGHT if unit.calls else CRITICAL_WEIGHT if unit.critical else 1.0,
        )
        for unit, false, own, groups in found
    ]


def by_label(chosen: dict[str, Chosen]) -> dict[str, float]:
    """Thresholds of labels, as a bundle keeps them."""
    return {label: chosen[unit.name].threshold for unit in units() for label in unit.labels}


def main() -> None:
    """Hear, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--per-hour", type=float, default=PER_HOUR, help="false alarms, all labels")
    parser.add_argument("--runtime", choices=["onnx", "litert"], default="litert")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    manifest = Bundle.load(args.bundle).manifest
    learnt = set((args.bundle / manifest.training_groups).read_text("utf-8").splitlines())
    sounds = tuning_sounds(corpus, learnt)
    ear = Ear(args.bundle, args.runtime)
    streams = [stream(ear, corpus, sounds.quiet, speed, args.seed) for speed in SPEEDS]
    found = candidates(sounds, streams, alone(ear, corpus, sounds.announced))
    chosen = dict(spend(found, args.per_hour))
    print(f"{sounds.hours:.2f} distinct hours of {len(sounds.quiet)} recordings, at three speeds;")
    print(f"{args.per_hour:g} false alarms an hour allowed.")
    for name, one in chosen.items():
        found_of = "unproven" if one.recall is None else f"found {one.recall:.0%}"
        print(f"{name}: {one.threshold:g}; {found_of}, {one.per_hour:.3f} an hour")
    curve = []
    for budget in BUDGETS:
        spent = spend(found, budget)
        recall = {n: round(one.recall, 3) for n, one in spent.items() if one.recall is not None}
        mean = float(np.mean(list(recall.values())))
        print(f"budget {budget:g}: mean recall {mean:.3f}")
        curve.append({"per_hour": budget, "mean_recall": round(mean, 4), "recall": recall})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "thresholds": by_label(chosen),
        "per_hour": args.per_hour,
        "hours": round(sounds.hours, 3),
        "expected": {name: round(one.per_hour, 4) for name, one in chosen.items()},
        "curve": curve,
    }
    args.out.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)
