"""Thresholds: as low as the false firings allow, never below the floor."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.types import Priority
from models.calibrate import CEILING, FLOOR, believed, platt, threshold
from models.ground.corpus import Clip
from models.listening.clips import ClipResult


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


def test_overconfident_scores_become_the_share_that_is_there() -> None:
    rng = np.random.default_rng(1)
    honest = rng.normal(-1.0, 2.0, 20_000)
    present = rng.random(20_000) < 1 / (1 + np.exp(-honest))
    boastful = np.asarray(1 / (1 + np.exp(-(honest + 1.5) / 1.2)), np.float32)
    slope, offset = platt(boastful, present)
    assert slope == pytest.approx(1.2, abs=0.1)
    assert offset == pytest.approx(-1.5, abs=0.15)


def test_calibration_changes_no_order() -> None:
    clip = Clip("a.ogg", "dog", "dog", "esc50", "g", 5.0, "CC0", "evaluate", "train")
    rows = (
        np.random.default_rng(1).permutation(2640).reshape(30, 88).astype(np.float32) / 2700 + 0.01
    )
    before = ClipResult(clip, rows, "")
    after = believed(before, 1.2, -1.5)
    assert after.rows.dtype == np.float32 and after.rows.max() < rows.max()
    np.testing.assert_array_equal(np.argsort(after.rows, axis=1), np.argsort(rows, axis=1))
    np.testing.assert_allclose(believed(before, 1.0, 0.0).rows, rows, atol=1e-5)
