"""A machine that slept: what was not heard meanwhile is said, once."""

from __future__ import annotations

import time

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.salience.notices import Notice
from edge_aac.supervision.suspension import (
    LEAST_SECONDS,
    Suspension,
    slept_until_now,
    was_asleep,
)


def test_each_sleep_is_announced_once_with_its_length() -> None:
    slept = [5_000.0]
    suspension = Suspension(lambda: slept[0])
    assert was_asleep(suspension, load_wording()) == []
    slept[0] += 8 * 3_600.0
    (announcement,) = was_asleep(suspension, load_wording())
    assert announcement.notice is Notice.WAS_AWAY and announcement.spoken
    assert announcement.values == {"away": load_wording().length(8 * 3_600.0)}
    assert was_asleep(suspension, load_wording()) == []
    slept[0] += 20.0
    assert len(was_asleep(suspension, load_wording())) == 1


def test_clocks_that_are_read_one_after_the_other_are_no_sleep() -> None:
    slept = [0.0]
    suspension = Suspension(lambda: slept[0])
    for _ in range(1_000):
        slept[0] += 0.9 * LEAST_SECONDS
        assert suspension.take() is None


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="Only Linux has this clock.")
def test_the_systems_clocks_tell_it() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    assert slept_until_now() == pytest.approx(before, abs=1.0)
