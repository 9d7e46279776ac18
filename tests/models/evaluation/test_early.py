"""What is judged early is what had been heard by then, counted from the first sound."""

from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.early import early, file_starts, onset, prefix
from models.listening.clips import ClipResult
from tests.models.evaluation.conftest import MakeClip, MakeHeard


@pytest.fixture
def two(make_clip: MakeClip, make_heard: MakeHeard) -> list[ClipResult]:
    """A dog known at once, and rain taken for a dog until 1.2 s (row 15) have passed."""
    return [
        make_heard(make_clip("dog", 1), {"dog": 0.8}),
        make_heard(make_clip("rain", 2), {"dog": 0.4, "rain": 0.9}, since={"rain": 15}),
    ]


def test_a_prefix_holds_the_rows_that_are_complete(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    heard = make_heard(make_clip("dog"), {"dog": 1.0})
    assert [len(prefix(heard, s).rows) for s in (0.5, 0.4 + 0.08, 1.0, 2.0)] == [6, 6, 12, 25]


def test_a_prefix_has_at_least_one_row_and_no_more_than_there_are(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    heard = make_heard(make_clip("dog"), {"dog": 1.0}, rows=20)
    assert len(prefix(heard, 0.01).rows) == 1
    assert len(prefix(heard, 5.0).rows) == 20


def test_what_comes_later_changes_nothing(two: list[ClipResult]) -> None:
    before = early(two, file_starts(two), (0.5, 1.0))
    for one in two:
        one.rows[12:] = 1.0
    assert early(two, file_starts(two), (0.5, 1.0)) == before


def test_a_very_short_prefix_is_averaged_as_a_whole(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    rain = make_heard(make_clip("rain", 1), {"dog": 0.4, "rain": 0.9}, since={"rain": 1})
    dog = make_heard(make_clip("dog", 2), {"dog": 0.9})
    # Two rows: rain has (0 + 0.9) / 2, the dog 0.4.
    assert [row.top1.hits for row in early([rain, dog], [0, 0], (0.08, 0.16))] == [1, 2]


def test_each_time_has_its_share_interval_and_ratio_to_the_last(two: list[ClipResult]) -> None:
    rows = early(two, file_starts(two))
    assert [row.seconds for row in rows] == [0.5, 1.0, 2.0, 5.0]
    assert [row.top1.hits for row in rows] == [1, 1, 2, 2]
    assert [row.ratio for row in rows] == [0.5, 0.5, 1.0, 1.0]
    first = rows[0].as_json()
    assert (first["n"], first["groups"], first["share"]) == (2, 2, 0.5)
    assert first["interval95"] == [0.0, 1.0]


def test_silence_before_the_first_sound_does_not_count(two: list[ClipResult]) -> None:
    assert early(two, [0.0, 0.0], (1.0,))[0].top1.hits == 1
    assert early(two, [0.0, 1.0], (1.0,))[0].top1.hits == 2


def test_a_clip_that_ends_before_is_judged_with_what_it_has(two: list[ClipResult]) -> None:
    rows = early(two, [0.0, 1.0], (2.0, 5.0))
    assert [row.shorter for row in rows] == [0, 1]
    assert [row.top1.n for row in rows] == [2, 2]


def test_nothing_ever_right_has_no_ratio(make_clip: MakeClip, make_heard: MakeHeard) -> None:
    crossed = [
        make_heard(make_clip("dog", 1), {"rain": 1.0}),
        make_heard(make_clip("rain", 2), {"dog": 1.0}),
    ]
    assert "ratio" not in early(crossed, [0, 0], (1.0,))[0].as_json()


def test_a_clip_without_an_onset_is_refused(two: list[ClipResult]) -> None:
    with pytest.raises(ValueError, match="1 onsets do not fit 2 clips"):
        early(two, [0.0])


def test_the_onset_is_where_the_first_sound_starts() -> None:
    samples = np.zeros(32_000, np.float32)
    samples[16_000:24_000] = np.random.default_rng(1).normal(0, 0.1, 8_000)
    assert onset(samples) == pytest.approx(1.0, abs=0.06)
    assert onset(np.zeros(32_000, np.float32)) == 0.0
