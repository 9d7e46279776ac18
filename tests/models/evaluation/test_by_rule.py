"""Scenes described by a rule on posteriors."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from models.data.scene import Placed
from models.evaluation.by_rule import judge_by_rule, sentence
from models.evaluation.staged import Staged

INDEX = load_taxonomy().index


def rows(**sounds: tuple[int, float]) -> np.ndarray:
    """Posteriors that jump to a score at a row."""
    made = np.zeros((20, len(load_taxonomy().names)))
    for label, (first, score) in sounds.items():
        made[first:, INDEX(label)] = score
    return made


def scene(*labels: str) -> Staged:
    events = tuple(
        Placed(one, i, i + 1.0, 10.0, None, "event", None, ((i, i + 1.0),))
        for i, one in enumerate(labels)
    )
    return Staged(np.zeros(160_000, np.float32), events, None, labels[0], frozenset(labels))


def test_the_strongest_are_named_in_the_order_in_which_they_came() -> None:
    heard = rows(siren=(9, 0.9), dog=(2, 0.6), rain=(0, 0.5), cat=(0, 0.3))
    assert sentence(heard, 0.4, 2) == "A dog barking, and a siren."
    assert sentence(heard, 0.4, 4).count(",") == 2
    assert sentence(heard, 0.95, 4) == ""


def test_the_best_rule_comes_first() -> None:
    scenes = [scene("dog", "siren"), scene("dog", "cat")]
    posteriors = [rows(dog=(0, 0.9), siren=(5, 0.5)), rows(dog=(0, 0.9), siren=(5, 0.3))]
    best, *_, last = judge_by_rule(scenes, posteriors, thresholds=(0.2, 0.4, 0.95), most=(3,))
    assert (best.threshold, best.most) == (0.4, 3)
    assert best.f1.value == pytest.approx(2 * 1.0 * 0.75 / 1.75)
    assert best.f1.n == 4
    assert last.f1.value == 0.0
