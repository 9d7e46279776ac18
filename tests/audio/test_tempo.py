"""Whether a device gives as many samples a second as it promises, however unsteady the reading."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.tempo import TempoState, listen
from tests.thoroughness import examples

RATE, FRAMES = 16_000, 640
LIMIT = 25.0
"""By then a wrong rate is known."""


def told(off: float, seconds: float, late: Callable[[float], float]) -> float | None:
    """When a rate that is off by so much is known, read so late at each time; None for never."""
    state, last = TempoState(), 0.0
    for count in range(FRAMES, int(seconds * RATE), FRAMES):
        due = count / (RATE * (1.0 + off))
        last = max(last, due + late(due))
        state = listen(state, FRAMES, RATE, last)
        if state.off:
            return last
    return None


@pytest.mark.parametrize("off", [-0.0125, -0.006, 0.006, 0.05])
def test_a_wrong_rate_is_known_soon(off: float) -> None:
    rng = np.random.default_rng(1)
    known = told(off, 40.0, lambda _: float(rng.exponential(0.005)))
    assert known is not None and 10.0 < known < LIMIT


@settings(max_examples=examples(40), deadline=None)
@given(
    off=st.floats(-0.003, 0.003),
    jitter=st.floats(0.0, 0.02),
    stalls=st.lists(st.tuples(st.floats(0.0, 60.0), st.floats(0.05, 2.0)), max_size=20),
    jumps=st.lists(st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 0.5)), max_size=3),
    seed=st.integers(0, 999),
)
def test_bursts_a_busy_reader_and_lost_blocks_are_no_wrong_rate(
    off: float,
    jitter: float,
    stalls: list[tuple[float, float]],
    jumps: list[tuple[float, float]],
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)

    def late(due: float) -> float:
        stalled = sum(max(0.0, at + length - due) for at, length in stalls if at <= due)
        jumped = sum(length for at, length in jumps if at <= due)
        return float(rng.exponential(jitter) if jitter else 0.0) + stalled + jumped

    assert told(off, 60.0, late) is None


def test_a_rate_that_comes_right_is_right() -> None:
    state, now = TempoState(), 0.0
    for rate in [15_800] * 1_000 + [RATE] * 1_000:
        now += FRAMES / rate
        state = listen(state, FRAMES, RATE, now)
        if rate == RATE and now > 25.0 + 10.0 + 25.0:
            assert not state.off
    assert not state.off
