"""The benchmark of self-hearing counts what it says it counts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.self_hearing.leak import direct, leak
from benchmarks.self_hearing.score import self_triggered, wilson
from benchmarks.self_hearing.talk import Talk
from benchmarks.talkativeness import room_tone
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.types import SAMPLE_RATE, Priority, Utterance
from models.ground.level import rms

CATALOGUE = load_catalogue()


def said(*texts: tuple[float, str]) -> Talk:
    return Talk([Utterance(text, Priority.AMBIENT, t, "") for t, text in texts])


@pytest.mark.parametrize("level", [-20.0, -6.0])
def test_a_leak_is_as_loud_as_it_is_said_to_be_and_rings_on(level: float) -> None:
    rng = np.random.default_rng(1)
    sound = rng.standard_normal(SAMPLE_RATE).astype(np.float32) * np.float32(0.1)
    response = np.exp(-np.arange(4_000) / 500).astype(np.float32)
    heard = leak(sound, response, level)
    ratio = rms(heard.samples[: len(sound)]) / rms(sound)
    assert 20 * np.log10(ratio) == pytest.approx(level, abs=0.01)
    assert heard.seconds == 1.0
    assert len(heard.samples) == len(sound) + len(response) - 1


def test_a_room_response_delays_nothing() -> None:
    response = np.zeros(1_000, np.float32)
    response[300] = -1.0
    assert direct(response)[0] == -1.0


def test_what_is_said_without_the_leak_as_well_is_not_self_triggered() -> None:
    without = said((10.0, "Rain falls."), (40.0, "A dog barks in the rain."))
    assert self_triggered(said((12.0, "Rain falls.")), without, CATALOGUE) == []
    assert self_triggered(said((50.0, "It is raining.")), without, CATALOGUE) == []


def test_what_only_the_leak_explains_is_self_triggered() -> None:
    without = said((10.0, "Rain falls."))
    for late in ((12.0, "Somebody is talking."), (12.0, "It hums."), (90.0, "Rain falls.")):
        (found,) = self_triggered(said(late), without, CATALOGUE)
        assert found.text == late[1]


def test_a_sound_that_was_heard_without_the_leak_set_itself_off() -> None:
    talk = Talk([Utterance("It hums.", Priority.AMBIENT, 9.0, "The scene held rain: it changed.")])
    assert self_triggered(talk, said(), CATALOGUE, lambda label, _: label == "rain") == []
    assert len(self_triggered(talk, said(), CATALOGUE, lambda label, _: label == "wind")) == 1


def test_an_interval_holds_its_share() -> None:
    for k, n in ((0, 10), (5, 10), (95, 100), (100, 100)):
        low, high = wilson(k, n)
        assert 0.0 <= low <= k / n <= high + 1e-9 <= 1.0 + 1e-9
    assert wilson(95, 100)[0] == pytest.approx(0.888, abs=0.002)
    assert wilson(0, 0) == (0.0, 1.0)


def test_room_tone_is_as_quiet_as_a_room_and_never_the_same() -> None:
    minutes = [room_tone(index) for index in range(3)]
    for minute in minutes:
        assert minute.shape == (60 * SAMPLE_RATE,) and minute.dtype == np.float32
        assert -70.1 <= 20 * np.log10(rms(minute)) <= -49.9
    assert not np.array_equal(minutes[0], minutes[1])
