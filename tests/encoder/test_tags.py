"""A clip's labels: the best 0.4 s of each, strongest first."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.encoder.tags import SMOOTHING_ROWS, clip_tags
from tests.thoroughness import examples

NAMES = ("a", "b", "c")


def rows(*columns: list[float]) -> np.ndarray:
    return np.array(columns, np.float32).T


def test_a_label_scores_its_best_stretch() -> None:
    sure = [0.0] * 10 + [1.0] * SMOOTHING_ROWS + [0.0] * 10
    lucky = [0.0] * 10 + [1.0] + [0.0] * 14
    steady = [0.5] * 25
    assert clip_tags(rows(lucky, sure, steady), NAMES) == (("b", 1.0), ("c", 0.5), ("a", 0.2))


def test_a_clip_shorter_than_the_average_scores_its_mean() -> None:
    assert clip_tags(rows([1.0, 0.0], [0.25, 0.25], [0.0, 0.0]), NAMES) == (
        ("a", 0.5),
        ("b", 0.25),
        ("c", 0.0),
    )
    assert dict(clip_tags(rows([0.75], [0.0], [0.0]), NAMES))["a"] == 0.75


def test_no_sound_scores_nothing() -> None:
    assert clip_tags(np.zeros((0, 3), np.float32), NAMES) == (("a", 0.0), ("b", 0.0), ("c", 0.0))


@settings(max_examples=examples(50), deadline=None)
@given(n=st.integers(1, 60), seed=st.integers(0, 1_000))
def test_every_label_is_there_once_between_mean_and_maximum(n: int, seed: int) -> None:
    posteriors = np.random.default_rng(seed).random((n, 3), np.float32)
    tags = clip_tags(posteriors, NAMES)
    assert sorted(label for label, _ in tags) == list(NAMES)
    scores = [score for _, score in tags]
    assert scores == sorted(scores, reverse=True)
    for i, name in enumerate(NAMES):
        windows = np.lib.stride_tricks.sliding_window_view(posteriors[:, i], min(n, 5))
        assert abs(dict(tags)[name] - windows.mean(axis=1).max()) < 1e-4
