"""Where sounds begin and end, exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.events.boundaries import Boundaries, BoundaryState
from edge_aac.features.narrowband import NarrowBand
from edge_aac.types import HOP_SAMPLES, ROW_SECONDS, SAMPLE_RATE, FloatArray
from tests.thoroughness import examples

SECONDS = 9.0
LABEL = np.array([1])


def heard(
    sounds: list[tuple[float, float]], label: tuple[float, float], seconds: float = SECONDS
) -> BoundaryState:
    """Noise that sounds from when to when in a quiet room, and from when to when its label does."""
    rng = np.random.default_rng(1)
    n = int(seconds * SAMPLE_RATE) // HOP_SAMPLES * HOP_SAMPLES
    t = np.arange(n) / SAMPLE_RATE
    samples = rng.standard_normal(n).astype(np.float32) * np.float32(1e-3)
    for start, end in sounds:
        samples[(t >= start) & (t < end)] *= np.float32(60.0)
    front, boundaries = NarrowBand(), Boundaries()
    state = boundaries.start()
    for hop, columns in enumerate(front.step(front.start(), samples)[1]):
        rows = (2 * hop + np.arange(2)) * ROW_SECONDS
        posteriors = np.full((2, 3), 1e-6, np.float32)
        posteriors[(rows >= label[0]) & (rows < label[1]), 1] = 0.9
        state = boundaries.step(state, columns, posteriors)
    return boundaries.finish(state)


@pytest.mark.parametrize("begins", [2.0, 2.5, 3.07])
@pytest.mark.parametrize("late", [0.0, 0.3, 1.0, 2.0])
def test_a_sound_begins_where_it_rises(begins: float, late: float) -> None:
    state = heard([(begins, 6.0)], (begins + late, 6.0))
    found = Boundaries().onset(state, begins + late, LABEL)
    assert found == pytest.approx(begins, abs=0.045)


@pytest.mark.parametrize("ends", [4.0, 4.51, 5.33])
@pytest.mark.parametrize("late", [-0.4, 0.0, 0.6])
def test_a_sound_ends_where_it_falls(ends: float, late: float) -> None:
    state = heard([(2.0, ends)], (2.0, ends + late))
    assert Boundaries().end(state, ends + late) == pytest.approx(ends, abs=0.045)


def test_a_sound_does_not_begin_with_another_one_before_it() -> None:
    # The label is heard from the first sound on: what follows is louder, and no beginning.
    state = heard([(2.0, 2.4), (4.0, 6.0)], (2.0, 6.0))
    assert Boundaries().onset(state, 2.08, LABEL) == pytest.approx(2.0, abs=0.045)
    # The first sound is another one's: the label is heard with the second.
    state = heard([(2.0, 2.4), (4.0, 6.0)], (4.08, 6.0))
    assert Boundaries().onset(state, 4.08, LABEL) == pytest.approx(4.0, abs=0.045)


def test_the_beginning_of_a_recording_is_no_onset() -> None:
    state = heard([(0.0, SECONDS)], (1.0, SECONDS))
    assert Boundaries().onset(state, 1.0, np.zeros(0, np.int64)) > 0.5


def test_where_nothing_changes_the_label_is_believed() -> None:
    boundaries = Boundaries()
    state = boundaries.start()
    for _ in range(50):
        state = boundaries.step(state, np.zeros((8, 4), np.float32), np.zeros((2, 3), np.float32))
    for found in (boundaries.onset(state, 3.0, LABEL), boundaries.end(state, 3.0)):
        assert found == pytest.approx(3.0, abs=0.02)
    nothing = boundaries.finish(boundaries.start())
    assert boundaries.onset(nothing, 3.0, LABEL) == boundaries.end(nothing, 3.0) == 3.0


def test_what_is_forgotten_is_left_as_it_is_and_memory_is_bounded() -> None:
    boundaries = Boundaries()
    state, sizes = boundaries.start(), set()
    rng = np.random.default_rng(1)
    for hop in range(600):
        state = boundaries.step(
            state,
            rng.standard_normal((8, 4)).astype(np.float32),
            rng.random((2, 3), np.float32),
        )
        if hop > 300:
            sizes.add((state.changes.shape, state.log_odds.shape, state.tail.shape))
    assert len(sizes) == 1
    assert boundaries.onset(state, 20.0, LABEL) == boundaries.end(state, 20.0) == 20.0


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 8.0))
def test_a_boundary_is_near_where_the_rows_put_it(seed: int, t: float) -> None:
    rng = np.random.default_rng(seed)
    boundaries = Boundaries()
    state = boundaries.start()
    posteriors: FloatArray = rng.random((100, 3), np.float32)
    posteriors[rng.integers(100)] = np.nan
    for hop in range(50):
        columns = rng.standard_normal((8, 4)).astype(np.float32) * 5.0
        state = boundaries.step(state, columns, posteriors[2 * hop : 2 * hop + 2])
    state = boundaries.finish(state)
    assert t - 5.03 <= boundaries.onset(state, t, LABEL) <= t + 0.28
    assert t - 2.03 <= boundaries.end(state, t) <= t + 2.03
