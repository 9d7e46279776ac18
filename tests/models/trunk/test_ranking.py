"""Ranking counts recordings above the loudest ambient ones."""

from __future__ import annotations

import numpy as np
import pytest

from models.ground.corpus import Clip
from models.trunk.cost import cost_of
from models.trunk.ranking import GROUPS, ahead, group_of, rank
from models.trunk.shape import TrunkShape


def clip(label: str, group: str) -> Clip:
    return Clip(f"{group}.ogg", label, label, "s", group, 1.0, "CC0", "evaluate", "calibrate")


def test_every_clip_is_of_a_group_or_ambient_or_neither() -> None:
    assert group_of(clip("fire_alarm", "a")) == "hazard_alarm"
    assert group_of(clip("background", "a")) == ""
    assert group_of(clip("rain", "a")) == ""
    assert group_of(clip("phone_ringing", "a")) is None


def test_recall_is_the_share_above_so_many_of_the_ambient() -> None:
    ambient = [clip("rain", f"r{i}") for i in range(200)]
    dogs = [clip("dog", f"d{i}") for i in range(4)]
    scores = np.zeros((204, len(GROUPS)), np.float32)
    dog = list(GROUPS).index("dog")
    scores[:200, dog] = np.arange(200)
    # Two of two hundred may score higher: what counts is to lie above the third.
    scores[200:, dog] = [196.0, 197.5, 198.5, 300.0]
    found = rank(scores, [*ambient, *dogs])
    assert found.ambient == 200
    assert found.by_group["dog"] == (4, (0.75, 0.25))
    assert found.means[0] == pytest.approx(0.75)
    low, high = found.intervals[0]
    assert 0.0 <= low < 0.75 < high <= 1.0


def test_a_group_without_recordings_says_nothing() -> None:
    clips = [clip("rain", "a"), clip("dog", "b")]
    found = rank(np.ones((2, len(GROUPS)), np.float32), clips)
    assert found.by_group["siren"][0] == 0
    assert np.isnan(found.by_group["siren"][1][0])
    assert found.by_group["dog"][1] == (0.0, 0.0)


def test_the_trunk_costs_what_the_device_can_pay() -> None:
    cost = cost_of(TrunkShape(labels=88))
    assert cost.macs_per_second < 40e6
    assert cost.parameters < 1_000_000
    assert cost.states == 28


def test_a_system_is_ahead_on_the_same_recordings() -> None:
    clips = [clip("rain", f"r{i}") for i in range(100)] + [clip("dog", f"d{i}") for i in range(8)]
    deaf = np.zeros((108, len(GROUPS)), np.float32)
    good = deaf.copy()
    good[100:106] = 1.0
    (gain, low, high), _ = ahead(good, deaf, clips)
    assert gain == pytest.approx(0.75)
    assert 0.3 < low < 0.75 < high <= 1.0
    assert ahead(good, good, clips)[0] == (0.0, 0.0, 0.0)
