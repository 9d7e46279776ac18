"""The regression learns from the rows that it is given, and from no other."""

from __future__ import annotations

import numpy as np
import pytest

from models.baseline.scores import BaselineScores
from models.evaluation.linear import features, fit_linear, linear_hits
from models.ground.corpus import Clip
from tests.models.evaluation.conftest import MakeClip

LABELS = ("dog", "rain", "siren")


def sounding(clip: Clip, seed: int) -> BaselineScores:
    """Noise in a few classes, and one loud class for each label."""
    scores = np.zeros((4, 521), np.float32)
    scores[:, :6] = np.random.default_rng(seed).uniform(0, 0.05, (4, 6))
    scores[1:3, LABELS.index(clip.label)] = 0.9
    return BaselineScores(clip, scores)


def many(make_clip: MakeClip, first: int, count: int) -> list[BaselineScores]:
    numbers = range(first, first + count)
    return [sounding(make_clip(LABELS[i % 3], i), i) for i in numbers]


def test_features_are_mean_and_maximum_over_the_windows(make_clip: MakeClip) -> None:
    scores = np.zeros((2, 521), np.float32)
    scores[:, 3] = (0.2, 0.6)
    (row,) = features([BaselineScores(make_clip("dog"), scores)], "plain")
    assert row.shape == (1042,)
    assert row.dtype == np.float32
    assert row[3] == pytest.approx(0.4)
    assert row[521 + 3] == pytest.approx(0.6)


def test_clips_of_any_number_of_windows_go_together(make_clip: MakeClip) -> None:
    both = [BaselineScores(make_clip("dog"), np.zeros((n, 521), np.float32)) for n in (1, 61)]
    assert features(both, "log").shape == (2, 1042)


def test_it_names_clips_that_sound_like_those_it_learnt(make_clip: MakeClip) -> None:
    baseline = fit_linear(
        many(make_clip, 0, 30), strengths=(1e-2, 1e-1), transforms=("plain", "sqrt")
    )
    fresh = many(make_clip, 100, 9)
    assert baseline.predict(fresh) == [one.clip.label for one in fresh]
    assert linear_hits(baseline, fresh) == [True] * 9
    assert baseline.trained_on == 30
    assert (baseline.transform, baseline.strength) == ("plain", 1e-2)  # of equals the first
    assert baseline.cross_validated > 0.9
    assert baseline.predict([]) == []


def test_fewer_recordings_than_folds_are_refused(make_clip: MakeClip) -> None:
    with pytest.raises(ValueError, match="4 original recordings are too few"):
        fit_linear([*many(make_clip, 0, 4), *many(make_clip, 0, 4)])
