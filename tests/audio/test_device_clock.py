"""How much a device lost: counted only when it says so, and then nearly right."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.device_clock import DeviceClock
from tests.thoroughness import examples

RATE = 48_000
FRAMES = 1_920


@settings(max_examples=examples(60), deadline=None)
@given(
    drift=st.floats(-5e-4, 5e-4),
    jitter=st.lists(st.floats(0.0, 0.03), min_size=50, max_size=50),
    missing=st.integers(2_000, 200_000),
    waiting=st.integers(0, 5_000),
)
def test_an_overflow_is_measured_by_the_wall_clock(
    drift: float, jitter: list[float], missing: int, waiting: int
) -> None:
    clock = DeviceClock(RATE)
    seconds_per_frame = (1 + drift) / RATE
    for turn in range(2_000):
        due = (turn + 1) * FRAMES * seconds_per_frame
        assert clock.lost(FRAMES, 100.0 + due + jitter[turn % 50]) == 0
    held = 2_001 * FRAMES + missing + waiting
    lost = clock.lost(FRAMES, 100.0 + held * seconds_per_frame, True, waiting)
    # Within the jitter of the reading (30 ms) and what the clocks differ by.
    assert abs(lost - missing) <= 0.035 * RATE + missing * 1e-3


def test_a_loss_is_counted_once() -> None:
    clock = DeviceClock(RATE)
    now = 0.0
    for _ in range(100):
        now += FRAMES / RATE
        clock.lost(FRAMES, now)
    now += 1.0 + FRAMES / RATE
    assert clock.lost(FRAMES, now, overflowed=True) == RATE
    now += FRAMES / RATE
    assert clock.lost(FRAMES, now, overflowed=True) == 0
    assert clock.lost(FRAMES, now + FRAMES / RATE) == 0


def test_a_device_that_is_late_and_says_nothing_has_lost_nothing() -> None:
    clock = DeviceClock(RATE)
    assert [clock.lost(FRAMES, now) for now in (1.0, 2.0, 2.01, 60.0)] == [0, 0, 0, 0]


def test_the_first_reading_tells_no_loss() -> None:
    assert DeviceClock(RATE).lost(FRAMES, 5.0, overflowed=True, waiting=3) == 0
