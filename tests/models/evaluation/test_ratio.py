"""Ratios of sums, and intervals that resample recordings."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.evaluation.ratio import f1, ratio_of


def test_a_ratio_is_of_sums_and_not_a_mean_of_ratios() -> None:
    ratio = ratio_of([1, 0], [1, 9], ["a", "b"])
    assert (ratio.value, ratio.n) == (0.1, 10)
    assert (ratio.low, ratio.high) == (0.0, 1.0)


def test_scenes_of_one_recording_are_one_proof() -> None:
    above, below = [1, 1, 0, 0] * 10, [1] * 40
    alone = ratio_of(above, below, [str(i) for i in range(40)])
    together = ratio_of(above, below, [str(i % 4) for i in range(40)])
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_nothing_counted_is_no_figure() -> None:
    ratio = ratio_of([0, 0], [0, 0], ["a", "b"])
    assert math.isnan(ratio.value)
    assert ratio.as_json() == {"n": 0}
    assert ratio_of([], [], []).as_json() == {"n": 0}


@pytest.mark.parametrize(
    ("counts", "figure"),
    [((4, 0, 4, 4), 1.0), ((2, 2, 2, 4), 0.5), ((1, 0, 1, 3), 0.5), ((0, 0, 0, 3), 0.0)],
)
def test_f1_is_the_harmonic_mean_and_silence_scores_nothing(
    counts: tuple[int, ...], figure: float
) -> None:
    assert f1(np.array(counts, np.float64)) == pytest.approx(figure)
