"""Cycles laid over each other: faint groups that come again add up, chance does not."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.events.cadence.fold import Fold, Folded
from edge_aac.events.cadence.patterns import T3, T4, Standard
from edge_aac.events.cadence.tones import COLUMN_SECONDS, HOP_COLUMNS
from edge_aac.types import FloatArray

SCORE = 0.5
CYCLE = {T3: 4.0, T4: 5.8}


def heard(standard: Standard, likeness: FloatArray, stray: float = 0.0) -> list[tuple[int, Folded]]:
    """What is reported of rows of likeness, and in which hop."""
    fold = Fold(standard, np.full(likeness.shape[1], SCORE, np.float32))
    places = HOP_COLUMNS // standard.every
    state, told = fold.start(), []
    for hop, at in enumerate(range(0, len(likeness) - places + 1, places)):
        new = likeness[at : at + places]
        state, found = fold.step(state, new, np.full_like(new, stray))
        told += [] if found is None else [(hop, found)]
    return told


def rows(standard: Standard, seconds: float) -> FloatArray:
    """Likeness as a bed without groups gives it."""
    count = round(seconds / COLUMN_SECONDS / standard.every)
    return np.random.default_rng(2).normal(0.0, 0.12, (count, 3)).astype(np.float32)


def place(standard: Standard, seconds: float) -> int:
    return round(seconds / COLUMN_SECONDS / standard.every)


@pytest.mark.parametrize("standard", [T3, T4])
def test_three_faint_groups_a_cycle_apart_are_heard_where_they_are(standard: Standard) -> None:
    likeness = rows(standard, 25.0)
    for k in range(3):
        at = place(standard, 6.0 + k * CYCLE[standard])
        likeness[at - 1 : at + 2, 1] = 0.75
    told = heard(standard, likeness)
    assert told
    hop, best = max(told, key=lambda one: one[1].odds)
    assert best.column == 1
    assert best.cycle == pytest.approx(CYCLE[standard], abs=0.1)
    end = (hop + 1) * HOP_COLUMNS * COLUMN_SECONDS - best.back * COLUMN_SECONDS
    assert end == pytest.approx(6.0 + 2 * CYCLE[standard], abs=0.1)


@pytest.mark.parametrize("standard", [T3, T4])
@pytest.mark.parametrize("apart", [(0.0, 2.9), (0.0, 4.0, 11.0), (0.0,)])
def test_groups_at_other_distances_are_nothing(
    standard: Standard, apart: tuple[float, ...]
) -> None:
    likeness = rows(standard, 25.0)
    for seconds in apart:
        likeness[place(standard, 6.0 + seconds), 1] = 0.7
    assert not heard(standard, likeness)


@pytest.mark.parametrize("standard", [T3, T4])
def test_pauses_that_were_not_silent_take_the_groups_away(standard: Standard) -> None:
    likeness = rows(standard, 25.0)
    for k in range(3):
        likeness[place(standard, 6.0 + k * CYCLE[standard]), 1] = 0.75
    assert heard(standard, likeness, stray=0.1)
    assert not heard(standard, likeness, stray=0.7)


def test_one_clear_window_does_not_make_up_for_two_that_are_missing() -> None:
    likeness = rows(T3, 25.0)
    likeness[place(T3, 14.0), 1] = 1.0
    assert not heard(T3, likeness)


def test_memory_is_bounded_and_nothing_is_changed_in_place() -> None:
    fold = Fold(T4, np.full(3, SCORE, np.float32))
    before = fold.start()
    first = before.windows.copy()
    ones = np.ones((HOP_COLUMNS, 3), np.float32)
    after, _ = fold.step(before, ones, ones)
    assert after.windows.shape == after.strays.shape == first.shape
    np.testing.assert_array_equal(before.windows, first)
