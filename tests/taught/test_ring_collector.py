"""Rings out of a microphone's sound: whole, one by one, however it is cut into blocks."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.taught.ring_collector import LONGEST_SECONDS, RingCollector
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.taught.chimes import FRONT, chime


def rings(wave: FloatArray, size: int) -> list[FloatArray]:
    collector = RingCollector()
    return [
        ring for at in range(0, len(wave), size) for ring in collector.hear(wave[at : at + size])
    ]


@pytest.mark.parametrize("size", [160, 777, 2_560, 10**6])
def test_each_ring_comes_once_and_whole(size: int) -> None:
    wave = np.concatenate([chime(FRONT, take) for take in range(3)])
    found = rings(wave, size)
    assert len(found) == 3
    assert all(1.5 < len(one) / SAMPLE_RATE < 4.5 for one in found)
    assert [one.tobytes() for one in found] == [one.tobytes() for one in rings(wave, 2_560)]


def test_silence_a_click_and_a_steady_room_are_no_ring() -> None:
    chance = np.random.default_rng(1)
    room = (0.02 * chance.standard_normal(6 * SAMPLE_RATE)).astype(np.float32)
    assert rings(room, 2_560) == []
    assert rings(np.zeros(4 * SAMPLE_RATE, np.float32), 2_560) == []
    room[40_000:40_100] = 0.9
    assert rings(room, 2_560) == []


def test_a_sound_that_does_not_end_is_cut() -> None:
    chance = np.random.default_rng(2)
    wave = (0.001 * chance.standard_normal(20 * SAMPLE_RATE)).astype(np.float32)
    wave[2 * SAMPLE_RATE :] *= 200
    found = rings(wave, 2_560)
    assert found and all(len(one) <= LONGEST_SECONDS * SAMPLE_RATE for one in found)


def test_what_was_heard_can_be_forgotten() -> None:
    collector = RingCollector()
    wave = chime(FRONT)
    assert list(collector.hear(wave[: int(1.5 * SAMPLE_RATE)])) == []
    collector.forget()
    assert list(collector.hear(np.zeros(3 * SAMPLE_RATE, np.float32))) == []
