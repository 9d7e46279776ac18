"""The table of faults: the longest of all runs stands beside its bound, and what never came."""

from __future__ import annotations

import pytest

from benchmarks.faults.__main__ import kept, row
from benchmarks.faults.cases import CASES
from benchmarks.faults.outcome import Case, Outcome
from benchmarks.faults.scene import Scene


def _nothing(_: Scene) -> Outcome:
    return Outcome()


CASE = Case("voice killed", _nothing, {"announced": 1.5, "words": 3.0})
ENDS = Case("SIGTERM", _nothing, {"detected": 5.0}, 0)


def test_the_longest_of_all_runs_is_given() -> None:
    outcomes = [Outcome(0.1, 0.2, 1.0, 0.4, 0), Outcome(0.2, 0.1, None, 0.3, 2)]
    assert row(CASE, outcomes) == (
        "voice killed",
        "detected 0.20 s, announced 0.20 s (bound 1.5 s), words 0.40 s (bound 3 s), "
        "back 1.00 s, 1 of 2 never, blocks lost at most 2",
    )


def test_a_bound_that_nothing_met_is_given_as_well() -> None:
    assert row(CASE, [Outcome(lost=0)])[1] == (
        "announced never (bound 1.5 s), words never (bound 3 s), blocks lost at most 0"
    )
    assert row(ENDS, [Outcome()])[1] == "detected never (bound 5 s), exit code none (wanted 0)"
    assert row(ENDS, [Outcome(0.25, code=0)])[1] == (
        "detected 0.25 s (bound 5 s), exit code 0 (wanted 0)"
    )


@pytest.mark.parametrize(
    ("case", "outcome", "within"),
    [
        (CASE, Outcome(announced=1.5, words=3.0), True),
        (CASE, Outcome(announced=1.6, words=3.0), False),
        (CASE, Outcome(announced=1.5), False),
        (CASE, Outcome(announced=1.5, words=3.0, code=1), False),
        (CASE, Outcome(announced=1.5, words=3.0, false=0), True),
        (CASE, Outcome(announced=1.5, words=3.0, false=1), False),
        (ENDS, Outcome(1.0, code=0), True),
        (ENDS, Outcome(1.0, code=70), False),
    ],
)
def test_a_run_is_within_where_it_kept_every_bound(
    case: Case, outcome: Outcome, within: bool
) -> None:
    assert kept(case, outcome) is within


def test_each_fault_has_a_name_of_its_own_and_bounds_of_what_is_measured() -> None:
    names = [one.name for one in CASES]
    assert len(set(names)) == len(names)
    for one in CASES:
        assert set(one.bounds) <= {"detected", "announced", "words", "back", "late"}
