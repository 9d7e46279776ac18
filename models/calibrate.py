"""Probabilities that can be believed, and thresholds on them, from recordings kept for that.

    python -m models.calibrate runs/bundles/edge-aac-s runs/release/thresholds.json

Reads the `calibrate` rows, and the rows of `train` and `dev` that nobody may train on,
never `score`. A label's threshold is the lowest at which the rows without that label
(or another of its group) fire at most so often per hour, between a floor and a ceiling:
few recordings judge most labels, so the floor keeps one lucky clip from deciding.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, Priority
from models.evaluation.proof import refuse_training_rows
from models.evaluation.top1 import names_of
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.listening.clips import ClipResult, captioner, hear

FALSE_PER_HOUR = {Priority.CRITICAL: 1.5, Priority.ATTENTION: 3.0, Priority.AMBIENT: 12.0}
"""On clips chosen to hold sounds; a home is quieter."""
FLOOR = {Priority.CRITICAL: 0.25, Priority.ATTENTION: 0.15, Priority.AMBIENT: 0.3}
"""Of calibrated probability. An hour of clips cannot show that less is safe at three in the
morning, and of what a description names more should be there than not."""
CEILING = 0.9


def threshold(scores: list[float], hours: float, priority: Priority) -> float:
    """The lowest threshold at which unrelated recordings fire at most so often.

    `scores` holds the best of each recording: one odd recording that fires in each of its
    clips is one surprise, and must not silence a label by itself.
    """
    allowed = int(FALSE_PER_HOUR[priority] * hours)
    ranked = sorted(scores, reverse=True)
    barrier = ranked[allowed] if allowed < len(ranked) else 0.0
    return round(float(np.clip(barrier + 0.02, FLOOR[priority], CEILING)), 3)


def platt(scores: FloatArray, present: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of the logits that make scores probabilities.

    Parameters
    ----------
    scores : ndarray, shape (n,), float32
        In 0..1.
    present : ndarray, shape (n,), bool
        Whether the sound was there.

    Returns
    -------
    (float, float)
        sigmoid(slope * logit(score) + offset) fits best (J. Platt, 1999), with one
        weight for every pair.
    """
    logits = np.log(np.clip(scores, 1e-6, 1 - 1e-6) / np.clip(1 - scores, 1e-6, 1))
    fitted = LogisticRegression(C=1e6).fit(logits[:, None].astype(np.float64), present)
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def believed(heard: ClipResult, slope: float, offset: float) -> ClipResult:
    """What was heard, with its posteriors calibrated."""
    rows = np.clip(heard.rows, 1e-6, 1 - 1e-6)
    logits = np.log(rows / (1 - rows))
    return replace(heard, rows=np.asarray(1 / (1 + np.exp(-(slope * logits + offset))), np.float32))


def main() -> None:
    """Judge the calibration rows and write the thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument(
        "--as-it-is",
        action="store_true",
        help="believe the bundle's probabilities, and choose the thresholds of ambient labels only",
    )
    args = parser.parse_args()
    corpus = load_corpus(args.data)
    clips = [*corpus.select(None, "calibrate"), *corpus.select("evaluate", "train", "dev")]
    refuse_training_rows(args.bundle, clips)
    heard = hear(captioner(args.bundle), corpus, clips)
    taxonomy = load_taxonomy()
    # Only ESC-50's clips are known to hold one of its sounds and none of the others.
    esc = [one for one in heard if one.clip.source == "esc50"]
    names = names_of(esc)
    columns = [taxonomy.index(name) for name in names]
    slope, offset = (
        (1.0, 0.0)
        if args.as_it_is
        else platt(
            np.concatenate([one.scores()[columns] for one in esc]),
            np.array([one.clip.label == name for one in esc for name in names]),
        )
    )
    print(f"slope {slope}, offset {offset}, from {len(esc)} clips and {len(names)} names")
    heard = [believed(one, slope, offset) for one in heard]
    scores = np.stack([one.scores() for one in heard])
    chosen: dict[str, float] = {}
    for column, label in enumerate(taxonomy.labels):
        if args.as_it_is and label.priority is not Priority.AMBIENT:
            # `models.tune` chooses what is announced, for one budget of all labels.
            continue
        members = {other.name for other in taxonomy.labels if other.group == label.group}
        other = np.array([one.clip.label not in members for one in heard])
        own = np.array([one.clip.label == label.name for one in heard])
        hours = sum(one.clip.seconds for one, of in zip(heard, other, strict=True) if of) / 3600
        loudest: dict[str, float] = {}
        for one, score in zip(heard, scores[:, column], strict=True):
            if one.clip.label not in members:
                loudest[one.clip.group] = max(loudest.get(one.clip.group, 0.0), float(score))
        limit = threshold(list(loudest.values()), hours, label.priority)
        chosen[label.name] = limit
        above = int((scores[own, column] >= limit).sum())
        print(f"{label.name}: {limit} ({above} of {int(own.sum())} own clips above it)")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    fitted = {"slope": slope, "offset": offset, "thresholds": chosen}
    args.out.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    at_desk(main)
