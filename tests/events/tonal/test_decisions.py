"""What the tonal network's scores amount to."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.tonal.decisions import PATTERNS, Decisions, Tonal, TonalPattern
from edge_aac.events.tonal.pitches import pitches
from edge_aac.features.narrowband import bin_hertz

TABLE = pitches(bin_hertz())
DECISIONS = Decisions(TABLE, np.full(len(PATTERNS), 0.8, np.float32))


def said(pattern: TonalPattern, hertz: float, *scores: float) -> list[tuple[Tonal, ...]]:
    """What is told after each hop in which a pattern has a score at a pitch."""
    state, told = DECISIONS.start(), []
    at = int(np.abs(TABLE.hertz - hertz).argmin())
    for score in scores:
        row = np.zeros((len(TABLE.hertz), len(PATTERNS)), np.float32)
        row[at, PATTERNS.index(pattern)] = score
        state, now = DECISIONS.step(state, row)
        told.append(now)
    return told


def test_a_name_needs_two_hops_in_a_row() -> None:
    first, second, third = said(TonalPattern.T3, 3_100.0, 0.9, 0.95, 0.1)
    assert first == third == ()
    (told,) = second
    assert told.pattern is TonalPattern.T3
    assert told.hertz == pytest.approx(3_100.0, abs=32.0)
    assert told.score == pytest.approx(0.9)


def test_a_hint_is_told_at_once() -> None:
    first, second = said(TonalPattern.HINT, 520.0, 0.9, 0.1)
    assert [one.pattern for one in first] == [TonalPattern.HINT]
    assert second == ()


def test_under_the_threshold_nothing_is_told() -> None:
    assert not any(said(TonalPattern.T4, 520.0, 0.79, 0.99, 0.79, 0.99))


@pytest.mark.parametrize(
    ("pattern", "hertz"),
    [(TonalPattern.T3, 700.0), (TonalPattern.T4, 3_860.0), (TonalPattern.TWO_TONE, 3_100.0)],
)
def test_a_pattern_is_not_believed_where_no_device_makes_it(
    pattern: TonalPattern, hertz: float
) -> None:
    assert not any(said(pattern, hertz, 1.0, 1.0))


def test_what_is_no_number_is_no_evidence() -> None:
    state = DECISIONS.start()
    for _ in range(3):
        state, told = DECISIONS.step(state, np.full_like(state, np.nan))
        assert told == ()
        assert np.isfinite(state).all()
