"""The strongest name is the answer; two bundles are compared on the same clips."""

from __future__ import annotations

import pytest

from models.evaluation.top1 import names_of, paired_int8, top1
from models.listening.clips import ClipResult
from tests.models.evaluation.conftest import MakeClip, MakeHeard


def test_only_the_given_names_compete(make_clip: MakeClip, make_heard: MakeHeard) -> None:
    heard = [make_heard(make_clip("dog"), {"dog": 0.5, "siren": 0.6, "speech": 0.9})]
    assert top1(heard, ("dog", "rain")) == [True]
    assert top1(heard, ("dog", "siren")) == [False]


def test_one_lucky_row_decides_nothing(make_clip: MakeClip, make_heard: MakeHeard) -> None:
    heard = make_heard(make_clip("dog"), {"dog": 0.5, "rain": 0.9}, since={"rain": 61})
    assert top1([heard], ("dog", "rain")) == [True]


def test_a_label_that_cannot_be_chosen_is_refused(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    with pytest.raises(ValueError, match="dog is a clip's label but not among"):
        top1([make_heard(make_clip("dog"), {})], ("rain",))


def bundles(
    make_clip: MakeClip, make_heard: MakeHeard
) -> tuple[list[ClipResult], list[ClipResult]]:
    """Forty clips; fp32 is right on all, int8 wrong on the first four."""
    clips = [make_clip(("dog", "rain")[i % 2], i) for i in range(40)]
    wrong = {"dog": "rain", "rain": "dog"}
    fp32 = [make_heard(c, {c.label: 0.9}) for c in clips]
    int8 = [make_heard(c, {wrong[c.label]: 0.9}) for c in clips[:4]] + fp32[4:]
    return int8, fp32


def test_what_int8_costs_is_told_with_its_interval(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    int8, fp32 = bundles(make_clip, make_heard)
    cost = paired_int8(int8, fp32)
    assert names_of(int8) == ("dog", "rain")
    assert (cost.n, cost.groups, cost.int8, cost.fp32) == (40, 40, 0.9, 1.0)
    assert cost.difference == pytest.approx(-0.1)
    assert cost.low < -0.1 < cost.high <= 0
    assert cost.as_json()["difference"] == -0.1


def test_a_bundle_costs_nothing_against_itself(make_clip: MakeClip, make_heard: MakeHeard) -> None:
    _, fp32 = bundles(make_clip, make_heard)
    cost = paired_int8(fp32, fp32)
    assert (cost.difference, cost.low, cost.high) == (0.0, 0.0, 0.0)


def test_bundles_that_heard_other_clips_are_not_compared(
    make_clip: MakeClip, make_heard: MakeHeard
) -> None:
    int8, fp32 = bundles(make_clip, make_heard)
    with pytest.raises(ValueError, match="heard other clips \\(39 and 40\\)"):
        paired_int8(int8[1:], fp32)
    with pytest.raises(ValueError, match="in another order"):
        paired_int8(int8, fp32[::-1])
    with pytest.raises(ValueError, match="no clip"):
        paired_int8([], [])
