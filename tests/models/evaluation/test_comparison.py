"""Two taggers are compared on the same clips, at rates that both keep to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.evaluation.comparison import AREA_RATES, RATES, compare
from models.evaluation.curves import recall_at
from models.evaluation.tracks import Sides, Track
from tests.models.evaluation.made_track import made_track

MakeSides = Callable[..., Sides]
FEW_DRAWS = 300


@pytest.fixture
def make_sides() -> MakeSides:
    """A tagger whose scores of the sound lie so much above its scores of other clips."""

    def make(above: float, *, seed: int, row: float = 1.0) -> Sides:
        rng = np.random.default_rng(seed)

        def tracks(label: str, first: int, count: int, middle: float) -> tuple[Track, ...]:
            return tuple(
                made_track(
                    label,
                    1 / (1 + np.exp(-rng.normal(middle, 1.0, int(5 / row)))),
                    first + i,
                    step=row,
                )
                for i in range(count)
            )

        return Sides(tracks("dog", 0, 40, above), tracks("rain", 10_000, 400, 0.0))

    return make


def test_a_tagger_beside_itself_differs_by_nothing(make_sides: MakeSides) -> None:
    one = make_sides(2.0, seed=1)
    found = compare(one, one, draws=FEW_DRAWS)
    assert [d.value for d in (*found.recall, found.area)] == [0.0] * (len(RATES) + 1)
    assert [(d.low, d.high) for d in (*found.recall, found.area)] == [(0, 0)] * (len(RATES) + 1)


def test_equally_good_taggers_have_zero_in_the_interval(make_sides: MakeSides) -> None:
    area = compare(make_sides(2.0, seed=1), make_sides(2.0, seed=2), draws=FEW_DRAWS).area
    assert area.low < 0.0 < area.high


def test_a_clearly_better_tagger_has_an_interval_above_zero(make_sides: MakeSides) -> None:
    good, poor = make_sides(4.0, seed=1), make_sides(1.0, seed=2)
    ahead, behind = compare(good, poor, draws=FEW_DRAWS), compare(poor, good, draws=FEW_DRAWS)
    assert ahead.area.low > 0.0
    assert ahead.area.low <= ahead.area.value <= ahead.area.high
    assert behind.area.high < 0.0


def test_taggers_with_other_rows_and_scales_are_compared_alike(make_sides: MakeSides) -> None:
    ours = make_sides(3.0, seed=1, row=0.5)
    squashed = Sides(
        *(
            tuple(Track(t.clip, t.times, (t.scores / 8).astype(np.float32)) for t in side)
            for side in (ours.positives, ours.negatives)
        )
    )
    found = compare(ours, squashed, draws=FEW_DRAWS)
    assert [d.value for d in found.recall] == [0.0] * len(RATES)
    assert compare(ours, make_sides(3.0, seed=2), draws=FEW_DRAWS).n == 40


def test_clips_of_one_recording_are_no_independent_proof(make_sides: MakeSides) -> None:
    def regrouped(side: Sides, each: int) -> Sides:
        tracks = [
            replace(t, clip=replace(t.clip, group=f"freesound:{i // each}"))
            for i, t in enumerate(sorted(side.positives, key=lambda t: t.clip.path))
        ]
        return Sides(tuple(tracks), side.negatives)

    def alike(side: Sides) -> Sides:
        # Each four clips sound the same, as excerpts of one recording may.
        tracks = sorted(side.positives, key=lambda t: t.clip.path)
        return Sides(
            tuple(replace(t, scores=tracks[i // 4 * 4].scores) for i, t in enumerate(tracks)),
            side.negatives,
        )

    ours, theirs = alike(make_sides(2.0, seed=1)), alike(make_sides(2.0, seed=2))
    apart, together = (
        compare(regrouped(ours, each), regrouped(theirs, each), draws=FEW_DRAWS) for each in (1, 4)
    )
    assert (apart.groups, together.groups) == (40, 10)
    assert apart.area.value == together.area.value
    assert together.area.high - together.area.low > 1.2 * (apart.area.high - apart.area.low)


def test_the_area_is_the_mean_recall_over_rates_spaced_by_ratio(make_sides: MakeSides) -> None:
    found = compare(make_sides(2.0, seed=1), make_sides(1.0, seed=2), draws=2)
    assert (AREA_RATES[0], AREA_RATES[-1]) == pytest.approx((0.5, 20.0))
    assert np.ptp(np.diff(np.log(AREA_RATES))) == pytest.approx(0.0, abs=1e-9)
    recalls = [recall_at(found.theirs, rate) for rate in AREA_RATES]
    assert found.area.theirs == pytest.approx(sum(recalls) / len(recalls))


def test_the_same_seed_gives_the_same_interval(make_sides: MakeSides) -> None:
    ours, theirs = make_sides(2.0, seed=1), make_sides(1.0, seed=2)
    assert compare(ours, theirs, draws=50).area == compare(ours, theirs, draws=50).area


def test_few_recordings_are_counted_and_the_missed_are_named() -> None:
    def side(*best: float) -> Sides:
        found = tuple(made_track("dog", [0.0, x], i) for i, x in enumerate(best))
        return Sides(found, (made_track("rain", [0.5], 100, seconds=30.0),))

    told = compare(side(0.9, 0.2, 0.8), side(0.1, 0.2, 0.8), draws=20).as_json()
    assert told["counts"]["0.5"] == {
        "ours": {"hits": 2, "n": 3, "missed": ["audio/1.ogg"]},
        "theirs": {"hits": 1, "n": 3, "missed": ["audio/0.ogg", "audio/1.ogg"]},
    }
    assert "recall" not in told
    assert "difference95" not in told["area"]


def test_many_recordings_have_intervals_at_every_rate(make_sides: MakeSides) -> None:
    found = compare(make_sides(2.0, seed=1), make_sides(1.0, seed=2), draws=20)
    told = json.loads(json.dumps(found.as_json()))
    assert list(told["recall"]) == ["0.5", "1", "2", "5", "10", "20"]
    assert all(len(row["difference95"]) == 2 for row in (*told["recall"].values(), told["area"]))
    assert (told["n"], told["groups"], told["negatives"]) == (40, 40, 400)
    assert "counts" not in told


def test_other_clips_or_another_order_are_refused(make_sides: MakeSides) -> None:
    ours = make_sides(2.0, seed=1)
    with pytest.raises(ValueError, match="the same clips, in the same order"):
        compare(ours, Sides(ours.positives[::-1], ours.negatives))
