"""Thresholds: as low as the false firings allow, never below the floor."""

from __future__ import annotations

import pytest

from edge_aac.types import Priority
from models.calibrate import CEILING, FLOOR, threshold


def test_so_many_unrelated_clips_may_fire_and_no_more() -> None:
    scores = [0.85, 0.8, 0.7, 0.6, 0.1]
    chosen = threshold(scores, hours=1.0, priority=Priority.ATTENTION)
    assert chosen == pytest.approx(0.62)
    assert sum(score >= chosen for score in scores) == 3


def test_a_clean_record_does_not_lower_it_below_the_floor() -> None:
    for priority in Priority:
        assert threshold([0.01] * 100, 1.0, priority) == FLOOR[priority]


def test_a_label_that_fires_on_everything_keeps_a_ceiling() -> None:
    assert threshold([0.99] * 100, 1.0, Priority.CRITICAL) == CEILING
