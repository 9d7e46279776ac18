"""What counts of a tonal detector's words."""

from __future__ import annotations

import numpy as np

from benchmarks.tonal.__main__ import figure, judged
from benchmarks.tonal.cases import Case
from benchmarks.tonal.ears import HINT, Said, covered


def case(meant: str, onset: float = 6.0) -> Case:
    return Case("part", "name", np.zeros(16_000 * 20, np.float32), meant, onset)


def test_the_first_word_and_the_right_name_are_timed_from_the_onset() -> None:
    said = [Said(7.4, HINT), Said(9.2, "T3"), Said(9.4, "T3")]
    found = judged(case("T3"), said, 0.1)
    assert (found["first"], found["named"], found["wrong"]) == (1.4, 3.2, [])


def test_another_name_is_wrong_and_names_nothing() -> None:
    found = judged(case("T4"), [Said(9.2, "T3")], 0.1)
    assert found["named"] is None
    assert found["wrong"] == ["T3"]


def test_a_word_before_the_onset_is_not_the_first() -> None:
    found = judged(case("T3"), [Said(3.0, HINT), Said(9.2, "T3")], 0.1)
    assert found["early"]
    assert found["first"] == 3.2


def test_words_that_follow_each_other_are_one_announcement() -> None:
    said = [Said(t, "T3") for t in (1.0, 2.0, 9.0, 25.0)]
    assert judged(case("", 0.0), said, 0.1)["times"] == {"T3": 2}


def test_what_was_not_told_counts_as_late() -> None:
    found = [judged(case("T3"), said, 0.1) for said in ([Said(9.0, "T3")], [])]
    told = figure("T3", found, True)
    assert told.startswith("1 of 2 named, 1 announced")
    assert told.endswith("name p50 never, p95 never")


def test_a_hop_that_the_own_voice_touches_is_covered() -> None:
    assert covered([(0.1, 0.2)], 3) == [True, True, False]
