"""A curve says what was measured: nothing between two thresholds is made up."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.evaluation.curves import Curve, curve, frontier, recall_at, threshold_at
from models.evaluation.tracks import Track
from tests.models.evaluation.made_track import made_track

CLIPS = 60
"""Of 30 s each: half an hour."""


@pytest.fixture
def negatives() -> list[Track]:
    """Half an hour; one clip fires at 0.6, another twice at 0.4."""
    quiet = [made_track("rain", [0.0] * 30, 100 + i, seconds=30.0) for i in range(CLIPS - 2)]
    once = made_track("rain", [0.6] + [0.0] * 29, 200, seconds=30.0)
    twice = made_track("wind", [0.4] + [0.0] * 14 + [0.4] + [0.0] * 14, 201, seconds=30.0)
    return [*quiet, once, twice]


@pytest.fixture
def positives() -> list[Track]:
    return [made_track("dog", [0.0, best], i) for i, best in enumerate((0.9, 0.5, 0.5, 0.3))]


@pytest.fixture
def known(positives: list[Track], negatives: list[Track]) -> Curve:
    return curve(positives, negatives)


def test_the_points_are_the_best_scores_of_the_positives(known: Curve) -> None:
    assert known.thresholds == pytest.approx([0.9, 0.5, 0.3])
    assert known.recall.tolist() == [0.25, 0.75, 1.0]
    assert known.false_per_hour.tolist() == [0.0, 2.0, 6.0]


def test_recall_is_a_step_function_of_the_rate(known: Curve) -> None:
    rates = (0.0, 0.5, 1.99, 2.0, 5.99, 6.0, 100.0)
    assert [recall_at(known, rate) for rate in rates] == [0.25, 0.25, 0.25, 0.75, 0.75, 1.0, 1.0]


def test_the_threshold_is_the_one_that_gives_the_recall(known: Curve) -> None:
    assert threshold_at(known, 0.5) == pytest.approx(0.9)
    assert threshold_at(known, 2.0) == 0.5


def test_where_every_threshold_fires_too_often_nothing_is_found(positives: list[Track]) -> None:
    loud = curve(positives, [made_track("rain", [1.0], 50)])
    assert recall_at(loud, 20.0) == 0.0
    assert threshold_at(loud, 20.0) == float("inf")
    assert loud.as_json() == {"thresholds": [], "recall": [], "false_per_hour": []}


def test_a_lower_rate_never_gives_more_recall() -> None:
    bridged = Curve(np.array([0.9, 0.8, 0.7]), np.array([0.1, 0.2, 0.3]), np.array([1.0, 4.0, 2.0]))
    assert [recall_at(bridged, rate) for rate in (0.5, 1, 2, 4)] == [0.0, 0.1, 0.3, 0.3]
    corners = frontier(bridged)
    assert corners.false_per_hour.tolist() == [1.0, 2.0]
    assert corners.recall.tolist() == [0.1, 0.3]


def test_only_the_corners_are_written_down(positives: list[Track]) -> None:
    quiet = [made_track("rain", [0.0], 50)]
    assert json.loads(json.dumps(curve(positives, quiet).as_json())) == {
        "thresholds": [0.3],
        "recall": [1.0],
        "false_per_hour": [0.0],
    }


def test_an_empty_side_is_refused(positives: list[Track]) -> None:
    with pytest.raises(ValueError, match="4 clips with and 0 without"):
        curve(positives, [])
