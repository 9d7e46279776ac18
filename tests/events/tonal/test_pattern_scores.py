"""What the tonal network's scores amount to."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.tonal.pattern_scores import surest
from edge_aac.events.tonal.patterns import PATTERNS, TonalPattern
from edge_aac.events.tonal.pitches import pitches
from edge_aac.features.narrowband import bin_hertz
from edge_aac.types import FloatArray

TABLE = pitches(bin_hertz())


def nothing() -> FloatArray:
    return np.zeros((len(TABLE.hertz), len(PATTERNS)), np.float32)


def heard(pattern: TonalPattern, hertz: float, *scores: float) -> list[tuple[float, float]]:
    """Score and pitch after each hop in which a pattern has a score at a pitch."""
    state, told = nothing(), []
    at, i = int(np.abs(TABLE.hertz - hertz).argmin()), PATTERNS.index(pattern)
    for score in scores:
        row = nothing()
        row[at, i] = score
        state, now = surest(TABLE, state, row)
        told.append((float(now.scores[i]), float(now.hertz[i])))
    return told


def test_a_name_counts_by_the_lesser_of_two_hops_in_a_row() -> None:
    first, second, third = heard(TonalPattern.T3, 3_100.0, 0.9, 0.95, 0.1)
    assert first[0] == 0.0
    assert second == (pytest.approx(0.9), pytest.approx(3_100.0, abs=32.0))
    assert third[0] == pytest.approx(0.1)


def test_a_hint_counts_at_once() -> None:
    first, second = heard(TonalPattern.HINT, 520.0, 0.9, 0.1)
    assert (first[0], second[0]) == (pytest.approx(0.9), pytest.approx(0.1))


def test_two_pitches_are_not_one_that_comes_again() -> None:
    before, now = nothing(), nothing()
    i = PATTERNS.index(TonalPattern.T3)
    before[40, i] = now[50, i] = 0.99
    assert surest(TABLE, before, now)[1].scores[i] == 0.0


@pytest.mark.parametrize(
    ("pattern", "hertz"),
    [(TonalPattern.T3, 700.0), (TonalPattern.T4, 3_860.0), (TonalPattern.TWO_TONE, 3_100.0)],
)
def test_a_pattern_does_not_count_where_no_device_makes_it(
    pattern: TonalPattern, hertz: float
) -> None:
    assert not any(score for score, _ in heard(pattern, hertz, 1.0, 1.0))


def test_what_is_no_number_is_no_evidence() -> None:
    state = nothing()
    for _ in range(3):
        state, told = surest(TABLE, state, np.full_like(state, np.nan))
        assert not told.scores.any()
        assert np.isfinite(state).all()
