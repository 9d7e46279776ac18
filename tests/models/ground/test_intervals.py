"""Intervals respect where recordings come from, also those of differences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.evaluation.share import share_of
from models.ground.intervals import bootstrap, paired


def test_a_paired_difference_of_equal_systems_is_nothing() -> None:
    hits = [float(i % 3 == 0) for i in range(60)]
    assert paired(hits, hits, [f"g{i}" for i in range(60)]) == (0.0, 0.0, 0.0)


def test_a_paired_interval_is_the_interval_of_the_differences() -> None:
    draws = np.random.default_rng(3).integers(0, 2, (2, 80))
    ours, theirs = draws[0].astype(float).tolist(), draws[1].astype(float).tolist()
    groups = [f"g{i // 2}" for i in range(80)]
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    mean, low, high = paired(ours, theirs, groups)
    assert mean == pytest.approx(float(np.mean(differences)))
    assert (low, high) == bootstrap(differences, groups)
    assert low < mean < high


def test_pairing_takes_out_what_is_hard_for_both() -> None:
    hard = [float(i < 40) for i in range(80)]
    slightly_worse = [*hard[:38], 0.0, 0.0, *hard[40:]]
    groups = [f"g{i}" for i in range(80)]
    _, low, high = paired(hard, slightly_worse, groups)
    alone = bootstrap(hard, groups)
    assert high - low < (alone[1] - alone[0]) / 2


def test_clips_of_one_recording_are_no_independent_proof() -> None:
    ours, theirs = [1.0, 0.0] * 20, [0.0, 0.0] * 20
    apart = paired(ours, theirs, [f"g{i}" for i in range(40)])
    together = paired(ours, theirs, [f"g{i % 4}" for i in range(40)])
    assert together[2] - together[1] > apart[2] - apart[1]


def test_no_clips_have_no_difference() -> None:
    assert all(math.isnan(figure) for figure in paired([], [], []))


def test_lists_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 ours, 1 theirs, 2 groups"):
        paired([1.0, 0.0], [1.0], ["a", "b"])
    with pytest.raises(ValueError, match="1 groups, 2 values"):
        bootstrap([1.0, 0.0], ["a"])
    with pytest.raises(ValueError, match="1 hits and misses do not fit 0 clips"):
        share_of([True], [])


def test_a_share_of_no_clips_has_neither_share_nor_interval() -> None:
    assert share_of([], []).as_json() == {"n": 0, "groups": 0, "hits": 0}
