from __future__ import annotations

import operator
from functools import partial

import pytest

from edge_aac.speech.speaker.heartbeat import Heartbeat, Limits

LIMITS = Limits(start=5.0, silence=0.7, stall=2.0, tick=0.05)


def looks(pulse: Heartbeat, start: float, end: float, *, ready: bool = True) -> float | None:
    """Look every tick; when it was given up."""
    now = start
    while now < end:
        now += LIMITS.tick
        if pulse.lost(now, ready):
            return now - start
    return None


def test_a_process_that_does_not_answer_is_given_up_soon() -> None:
    took = looks(Heartbeat(LIMITS, 0.0), 0.0, 10.0)
    assert took is not None
    assert 0.7 < took < 0.85


def test_a_process_that_has_no_time_is_kept_longer() -> None:
    """On a machine that was short of time each new voice made it shorter, and was given up, too."""
    limits = Limits(silence=0.7, starved=3.0, stall=10.0, tick=0.05)

    def kept(busy_until: float) -> float:
        pulse, now = Heartbeat(limits, 0.0), 0.0
        while not pulse.lost(now, True, partial(operator.lt, now, busy_until)):
            now += limits.tick
        return now

    assert kept(2.0) == pytest.approx(2.0, abs=0.2)
    assert kept(99.0) == pytest.approx(3.0, abs=0.2)


def test_a_working_thread_that_waits_has_longer() -> None:
    pulse, now = Heartbeat(LIMITS, 0.0), 0.0
    while looks(pulse, now, now + 0.1) is None:
        now += 0.1
        pulse.heard(working=False)
    assert 1.8 < now < 2.2


def test_one_that_works_is_kept() -> None:
    pulse = Heartbeat(LIMITS, 0.0)
    for step in range(100):
        assert looks(pulse, step / 2, (step + 1) / 2) is None
        pulse.heard(working=True)


def test_until_it_is_ready_it_may_take_long() -> None:
    took = looks(Heartbeat(LIMITS, 0.0), 0.0, 10.0, ready=False)
    assert took is not None
    assert took > 4.9


def test_a_machine_that_slept_did_not_let_the_voice_speak_either() -> None:
    pulse = Heartbeat(LIMITS, 0.0)
    assert not pulse.lost(3600.0, True)
    assert looks(pulse, 3600.0, 3600.5) is None


def test_a_hazard_is_left_to_one_that_showed_life_a_moment_ago() -> None:
    pulse = Heartbeat(Limits(), 0.0)
    for moment in (0.1, 0.2):
        assert pulse.lively(moment)
    assert not pulse.lively(0.3)
    assert pulse.lively(0.35, lambda: True)
    pulse.heard(working=False)
    assert pulse.lively(0.4)
