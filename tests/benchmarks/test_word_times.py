"""Times of words beside the truth."""

from __future__ import annotations

import pytest

from benchmarks.word_times import Timed, lines, matched
from edge_aac.pipeline.word_times import TimedWord
from models.data.scene import Placed


def event(label: str, onset: float, end: float) -> Placed:
    return Placed(label, onset, end, 10.0, None, "event", None, ((onset, end),))


def test_a_sound_that_several_words_name_counts_once_and_what_is_not_there_does_not() -> None:
    words = [
        TimedWord("A"),
        TimedWord("dog", "dog", 1.2, 3.0),
        TimedWord("barks", "dog", 1.2, 3.0),
        TimedWord("rain", "rain", 0.0, 9.0),
    ]
    (one,) = matched(words, [event("dog", 1.0, 2.0), event("siren", 5.0, 7.0)])
    assert (one.start, one.end, one.shared) == (
        pytest.approx(0.2), pytest.approx(1.0), pytest.approx(0.4),
    )  # fmt: skip


def test_a_wider_name_stands_for_its_sound() -> None:
    assert len(matched([TimedWord("alarm", "alarm", 1.0, 2.0)], [event("fire_alarm", 1, 2)])) == 1


def test_the_rows_count_what_is_close() -> None:
    rows = dict(lines([Timed(0.1, 0.0, 0.9), Timed(-0.7, 0.2, 0.1)], 5, 2))
    assert rows["events that the sentence names"] == "2 of 5, in 2 scenes"
    assert rows["start of their words off by"].endswith("1 of 2 within 0.5 s")
    assert list(dict(lines([], 5, 2))) == ["events that the sentence names"]
