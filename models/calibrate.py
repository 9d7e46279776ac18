"""Thresholds of the labels that are announced, from recordings kept for that.

    python -m models.calibrate runs/bundles/edge-aac-s runs/release/thresholds.json

Reads the `calibrate` rows, and the rows of `train` and `dev` that nobody may train on,
never `score`. A label's threshold is the lowest at which the rows without that label
(or another of its group) fire at most so often per hour, between a floor and a ceiling:
few recordings judge most labels, so the floor keeps one lucky clip from deciding.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.data.corpus import load_corpus
from models.evaluation.heard import captioner, hear
from models.evaluation.proof import refuse_training_rows

FALSE_PER_HOUR = {Priority.CRITICAL: 1.5, Priority.ATTENTION: 3.0, Priority.AMBIENT: 12.0}
"""On clips chosen to hold sounds; a home is quieter."""
FLOOR = {Priority.CRITICAL: 0.5, Priority.ATTENTION: 0.4, Priority.AMBIENT: 0.25}
"""An hour of clips cannot show that less is safe at three in the morning."""
CEILING = 0.9


def threshold(scores: list[float], hours: float, priority: Priority) -> float:
    """The lowest threshold at which `scores` of unrelated clips fire at most so often."""
    allowed = int(FALSE_PER_HOUR[priority] * hours)
    ranked = sorted(scores, reverse=True)
    barrier = ranked[allowed] if allowed < len(ranked) else 0.0
    return round(float(np.clip(barrier + 0.02, FLOOR[priority], CEILING)), 3)


def main() -> None:
    """Judge the calibration rows and write the thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = [*corpus.select(None, "calibrate"), *corpus.select("evaluate", "train", "dev")]
    refuse_training_rows(args.bundle, clips)
    heard = hear(captioner(args.bundle), corpus, clips)
    scores = np.stack([one.scores() for one in heard])
    taxonomy = load_taxonomy()
    chosen: dict[str, float] = {}
    for column, label in enumerate(taxonomy.labels):
        members = {other.name for other in taxonomy.labels if other.group == label.group}
        other = np.array([one.clip.label not in members for one in heard])
        own = np.array([one.clip.label == label.name for one in heard])
        hours = sum(one.clip.seconds for one, of in zip(heard, other, strict=True) if of) / 3600
        limit = threshold(scores[other, column].tolist(), hours, label.priority)
        chosen[label.name] = limit
        above = int((scores[own, column] >= limit).sum())
        print(f"{label.name}: {limit} ({above} of {int(own.sum())} own clips above it)")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
