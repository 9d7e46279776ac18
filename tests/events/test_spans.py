"""Stretches of labels, and where sounds begin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.events.spans import CLEAR_ROWS, PAUSE_ROWS, Span, Spans
from edge_aac.types import ROW_SECONDS, FloatArray
from tests.thoroughness import examples

THRESHOLDS = np.array([0.5, 0.5], np.float32)


def scores(*stretches: tuple[int, int], rows: int = 400) -> FloatArray:
    table = np.zeros((rows, 2), np.float32)
    for first, last in stretches:
        table[first:last, 0] = 1.0
    return table


def found(table: FloatArray, step: int = 2) -> list[Span]:
    spans = Spans(THRESHOLDS)
    state, over = spans.start(), []
    for at in range(0, len(table), step):
        state, _, ended = spans.step(state, table[at : at + step])
        over += ended
    return over + spans.flush(state)


def test_a_stretch_begins_and_ends_with_its_rows() -> None:
    (span,) = found(scores((100, 150)))
    assert span.column == 0
    assert span.start == pytest.approx(100 * ROW_SECONDS, abs=ROW_SECONDS)
    assert span.end == pytest.approx(150 * ROW_SECONDS, abs=4 * ROW_SECONDS)


def test_a_lucky_moment_is_no_sound() -> None:
    assert found(scores((100, 102))) == []


def test_short_pauses_are_bridged_and_long_ones_are_not() -> None:
    assert len(found(scores((100, 150), (150 + PAUSE_ROWS // 2, 250)))) == 1
    assert len(found(scores((100, 150), (160 + PAUSE_ROWS, 300)))) == 2


@settings(max_examples=examples(50), deadline=None)
@given(st.integers(1, 50), st.lists(st.floats(0, 1), min_size=1, max_size=300))
def test_however_the_rows_arrive_the_stretches_are_the_same(step: int, row: list[float]) -> None:
    table = np.array([row, row[::-1]], np.float32).T.copy()
    assert found(table, step) == found(table, 1)


def test_rows_that_are_no_numbers_are_silence() -> None:
    table = scores((100, 150))
    table[120] = np.nan
    assert len(found(table)) == 1


def test_a_stretch_is_known_as_soon_as_it_is_clear() -> None:
    spans = Spans(THRESHOLDS)
    state, known = spans.start(), []
    for row in scores((10, 100), rows=100):
        state, new, _ = spans.step(state, row[None])
        known += new
    (span,) = known
    assert span.end - span.start < (CLEAR_ROWS + 3) * ROW_SECONDS
