"""Which ends of a listener are mended by starting it again, and how soon."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.errors import INTERNAL, EdgeAacError, InternalFault
from edge_aac.supervision.hang_watch import HUNG
from edge_aac.supervision.restarts import LONGEST_SECONDS, MEANT, STEADY_SECONDS, Restarts

CRASHES = [HUNG, -signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS]


@pytest.mark.parametrize("code", [0, 1, 2, 130, *(-number for number in MEANT)])
def test_an_end_that_was_meant_or_explained_is_left_at_that(code: int) -> None:
    assert Restarts(3).after(code, 1.0) is None


def test_a_fault_of_the_program_is_a_crash_and_what_a_person_mends_is_not() -> None:
    assert InternalFault.code == INTERNAL == HUNG
    assert Restarts().after(InternalFault.code, 1.0) == Restarts(1)
    assert Restarts().after(EdgeAacError.code, 1.0) is None


@pytest.mark.parametrize("code", CRASHES)
def test_a_crash_and_a_hang_are_not(code: int) -> None:
    assert Restarts().after(code, 1.0) == Restarts(1)


@given(st.lists(st.tuples(st.sampled_from(CRASHES), st.floats(0.0, STEADY_SECONDS)), min_size=1))
def test_tries_grow_rarer_up_to_a_bound_and_never_end(ends: list[tuple[int, float]]) -> None:
    restarts, pauses = Restarts(), []
    for code, lived in ends:
        after = restarts.after(code, lived)
        assert after is not None
        restarts = after
        pauses.append(restarts.pause)
    assert pauses == sorted(pauses)
    assert 0.0 < pauses[0] <= pauses[-1] <= LONGEST_SECONDS


def test_one_that_listened_for_long_begins_soon_again() -> None:
    again = Restarts(9).after(-signal.SIGKILL, STEADY_SECONDS + 1.0)
    assert again == Restarts(1)
