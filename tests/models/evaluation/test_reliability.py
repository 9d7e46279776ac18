"""A score is reliable where the sound is there as often as it says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.evaluation.reliability import binned, reliability
from tests.models.evaluation.conftest import MakeClip, MakeHeard


def test_perfectly_calibrated_draws_have_a_small_error() -> None:
    rng = np.random.default_rng(1)
    scores = rng.random(20_000)
    found = binned(scores, rng.random(20_000) < scores)
    assert found.error < 0.015
    # E[(s - y)^2] = E[s (1 - s)] = 1/6 for uniform scores.
    assert found.brier == pytest.approx(1 / 6, abs=0.01)
    assert found.brier < found.brier_of_share == pytest.approx(0.25, abs=0.01)


def test_a_known_table_has_known_figures() -> None:
    found = binned([0.05, 0.05, 0.65, 0.65], [False, False, True, False])
    assert found.counts.tolist() == [2, 0, 0, 0, 0, 0, 2, 0, 0, 0]
    assert found.error == pytest.approx((2 * 0.05 + 2 * 0.15) / 4)
    assert found.error_above_first == pytest.approx(0.15)
    assert found.brier == pytest.approx((2 * 0.05**2 + 0.35**2 + 0.65**2) / 4)


def test_a_score_of_one_is_in_the_last_bin() -> None:
    assert binned([1.0, 0.0], [True, False]).counts.tolist() == [1, *[0] * 8, 1]


def test_empty_bins_are_written_down_as_none() -> None:
    told = json.loads(json.dumps(binned([0.02], [False]).as_json()))
    assert told["bins"][0] == {"from": 0.0, "to": 0.1, "n": 1, "mean_score": 0.02, "observed": 0.0}
    assert told["bins"][5]["observed"] is None
    assert told["error_above_0.1"] is None


def test_a_clips_own_label_is_there_and_the_other_names_are_not(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    heard = [
        make_heard(make_clip("dog", 1), {"dog": 0.9, "rain": 0.3, "siren": 0.7}),
        make_heard(make_clip("rain", 2), {"rain": 0.8}),
        # What else sounds in a clip of another label is not known.
        make_heard(make_clip("siren", 3), {"dog": 0.9}),
    ]
    found = reliability(heard, ["dog", "rain"])
    assert found.counts.sum() == 4
    assert found.brier == pytest.approx((0.1**2 + 0.3**2 + 0.2**2 + 0) / 4)


@pytest.mark.parametrize(
    ("scores", "present"), [([], []), ([1.2], [True]), ([float("nan")], [True]), ([0.5], [])]
)
def test_what_are_no_scores_is_refused(scores: list[float], present: list[bool]) -> None:
    with pytest.raises(ValueError, match=r"[Ss]cores"):
        binned(scores, present)
