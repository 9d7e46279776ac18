"""Descriptions are left out while the machine is short of time, and every edge of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.supervision.faults import Fault, Faults
from edge_aac.supervision.keeping_up import KeepingUp
from edge_aac.supervision.workload import Workload, WorkloadLimits
from edge_aac.types import Block

LIMITS = WorkloadLimits(behind=0.5, behind_for=2.0, keeps_up=0.2, keeps_up_for=10.0)
LATE, BETWEEN, ON_TIME = 0.5, 0.3, 0.2
BLOCK = 0.16
THINNED = Workload(thinned=True)


def after(story: Iterable[tuple[float, float]], load: Workload | None = None) -> Workload:
    """What is left of a story of times and how much sound waits at each."""
    load = load or Workload()
    for now, waiting in story:
        load = LIMITS.on_block(load, waiting, BLOCK, now)
    return load


def test_a_listener_that_keeps_up_leaves_nothing_out() -> None:
    load = after((0.16 * i, 0.1) for i in range(1_000))
    assert load == Workload(behind=0.1)


def test_one_that_is_behind_for_long_enough_leaves_descriptions_out() -> None:
    assert not after([(5.0, LATE), (6.9, LATE)]).thinned
    assert after([(5.0, LATE), (7.0, LATE)]).thinned


def test_a_pause_that_is_caught_up_with_is_no_lack_of_time() -> None:
    stopped = [(20.0 + 0.02 * i, 4.0 - 0.16 * i) for i in range(25)]
    assert after([(0.0, 0.1), *stopped, (25.0, 0.1)]) == Workload(behind=0.1)


def test_being_behind_counts_anew_after_a_moment_that_was_not() -> None:
    assert not after([(0.0, LATE), (1.9, LATE), (2.0, BETWEEN), (2.1, LATE), (4.0, LATE)]).thinned


def test_all_is_done_again_once_it_keeps_up_for_long_enough() -> None:
    assert after([(0.0, ON_TIME), (9.9, ON_TIME)], THINNED).thinned
    assert not after([(0.0, ON_TIME), (10.0, ON_TIME)], THINNED).thinned


@pytest.mark.parametrize("waiting", [BETWEEN, LATE, 4.0])
def test_keeping_up_counts_anew_after_a_moment_of_being_behind(waiting: float) -> None:
    story = [(0.0, ON_TIME), (9.9, ON_TIME), (10.0, waiting), (10.1, ON_TIME), (20.0, ON_TIME)]
    assert after(story, THINNED).thinned


def test_between_the_two_bounds_all_stays_as_it_is() -> None:
    story = [(float(i), BETWEEN) for i in range(100)]
    assert not after(story).thinned
    assert after(story, THINNED).thinned


def test_it_begins_again_where_it_is_behind_again() -> None:
    story = [(0.0, ON_TIME), (10.0, ON_TIME), (11.0, LATE), (13.0, LATE)]
    assert after(story, THINNED).thinned


def test_how_long_they_were_left_out_is_counted() -> None:
    load = after([(float(i), LATE) for i in range(12)])
    # Thinned from the third block on, and that one was taken before.
    assert load.thinned_seconds == pytest.approx(9 * BLOCK)
    load = after([(100.0 + i, ON_TIME) for i in range(20)], load)
    assert load.thinned_seconds == pytest.approx((9 + 11) * BLOCK)


@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.0, 4.0)), max_size=60))
def test_whatever_happens_it_follows_from_what_lasted(steps: list[tuple[float, float]]) -> None:
    """By another count: over the whole history, and not from a state."""
    load, now = Workload(), 0.0
    history: list[tuple[float, float]] = []
    for passed, waiting in steps:
        now += passed
        before = load.thinned
        load = LIMITS.on_block(load, waiting, BLOCK, now)
        history.append((now, waiting))
        if load.thinned is before:
            continue
        lasts = LIMITS.keeps_up_for if before else LIMITS.behind_for
        row = []
        for at, heard in reversed(history):
            if (heard > LIMITS.keeps_up) if before else (heard < LIMITS.behind):
                break
            row.append(at)
        assert row and now - row[-1] >= lasts
        history = []


class Ear:
    """What hears, as far as it matters here."""

    thinned = False


class Microphone:
    """Has so much sound that waits."""

    waiting = 0.0


def blocks(count: int) -> Iterator[Block]:
    for i in range(count):
        yield Block(np.zeros(2_560, np.float32), i * 2_560)


def test_the_person_is_told_once_and_the_pipeline_leaves_descriptions_out_meanwhile() -> None:
    now = [0.0]
    ear, microphone, faults = Ear(), Microphone(), Faults(lambda: now[0])
    keeping_up = KeepingUp(ear, faults, lambda: now[0], LIMITS)
    thinned, due = [], []
    for block in blocks(400):
        now[0] += BLOCK
        microphone.waiting = 1.0 if 10.0 < now[0] < 30.0 else 0.0
        keeping_up.take(microphone, block)
        thinned.append(ear.thinned)
        due += faults.due()
    assert [one.notice for one in due] == [Fault.SHORT_OF_TIME.value.wrong]
    assert due[0].spoken
    assert thinned.index(True) * BLOCK == pytest.approx(12.0, abs=2 * BLOCK)
    assert not thinned[-1]
    assert keeping_up.load.thinned_seconds == pytest.approx(28.0, abs=3 * BLOCK)


def test_a_file_waits_for_whoever_is_late() -> None:
    ear = Ear()
    keeping_up = KeepingUp(ear, Faults(lambda: 0.0), lambda: 0.0, LIMITS)
    for block in blocks(10):
        keeping_up.take(object(), block)
    assert keeping_up.load == Workload()
