"""Onsets: walked back from the first clear row, judged against when a sound was placed."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.event_naming import LATE
from edge_aac.taxonomy import load_taxonomy
from models.data.scene import Placed
from models.evaluation.onset import estimate, onset_errors
from models.evaluation.staged import Staged


def _scores(**levels: float) -> np.ndarray:
    scores = np.zeros(100, np.float32)
    for row, level in levels.items():
        scores[int(row[1:]) :] = level
    return scores


def test_the_onset_is_walked_back_to_where_the_sound_was_first_suspected() -> None:
    assert estimate(_scores(_20=0.06, _23=0.9), 0.5) == pytest.approx(20 * 0.08 - LATE)
    assert estimate(_scores(_20=0.04, _23=0.9), 0.5) == pytest.approx(23 * 0.08 - LATE)


def test_a_sound_that_stays_below_its_threshold_has_no_onset() -> None:
    assert estimate(_scores(_20=0.4), 0.5) is None


def test_only_where_the_sound_may_be_is_looked() -> None:
    scores = _scores(_10=0.9, _20=0.0, _50=0.9)
    assert estimate(scores, 0.5, first=3.0, last=6.0) == pytest.approx(4.0 - LATE)


def test_errors_are_told_for_what_was_found_and_counted_for_what_was_placed() -> None:
    taxonomy = load_taxonomy()
    events = tuple(
        Placed(label, onset, onset + 1.0, 10.0, None, "event", None, ((onset, onset + 1.0),))
        for label, onset in (("dog", 1.6), ("cat", 4.0))
    )
    scene = Staged(np.zeros(160_000, np.float32), events, None, "g", frozenset({"g"}))
    rows = np.zeros((125, len(taxonomy.labels)), np.float32)
    rows[22:30, taxonomy.index("dog")] = 0.9
    judged = onset_errors([scene], [rows], {"dog": 0.5})
    assert judged.events == 2
    assert judged.errors == pytest.approx((0.08,))
    assert judged.as_json()["within_a_hop"] == 1.0
