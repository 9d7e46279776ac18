"""The resampler: the same samples however the sound is cut, of the right length, in time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.resample import Resampler
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.thoroughness import examples

RATES = [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000]


def _noise(length: int) -> FloatArray:
    return (np.random.default_rng(1).standard_normal(length) * 0.1).astype(np.float32)


@settings(max_examples=examples(40), deadline=None)
@given(
    cuts=st.lists(st.integers(0, 5_000), min_size=1, max_size=8).filter(any),
    rate=st.sampled_from([*RATES, SAMPLE_RATE, 44_099]),
)
def test_resampling_does_not_depend_on_the_cutting_to_the_bit(cuts: list[int], rate: int) -> None:
    sound = _noise(20_000)
    whole = Resampler(rate).step(sound, last=True)
    stream, pieces, position, turn = Resampler(rate), [], 0, 0
    while position < len(sound):
        size = cuts[turn % len(cuts)]
        pieces.append(stream.step(sound[position : position + size]))
        position, turn = position + size, turn + 1
    pieces.append(stream.step(np.zeros(0, np.float32), last=True))
    np.testing.assert_array_equal(np.concatenate(pieces), whole)


@settings(max_examples=examples(60), deadline=None)
@given(length=st.integers(1, 30_000), rate=st.sampled_from(RATES))
def test_the_length_is_that_of_the_sound(length: int, rate: int) -> None:
    out = Resampler(rate).step(np.zeros(length, np.float32), last=True)
    assert out.dtype == np.float32
    assert abs(len(out) - length * SAMPLE_RATE / rate) <= 1.0


@pytest.mark.parametrize("rate", RATES)
def test_a_click_stays_where_it_is_on_the_clock(rate: int) -> None:
    sound = np.zeros(rate, np.float32)
    sound[int(0.4 * rate)] = 1.0
    out = Resampler(rate).step(sound, last=True)
    assert abs(int(np.abs(out).argmax()) - 0.4 * SAMPLE_RATE) <= 1.0


def test_what_16_khz_cannot_hold_is_not_folded_into_it() -> None:
    time = np.arange(48_000) / 48_000
    sound = np.sin(2 * np.pi * 11_000 * time).astype(np.float32)
    out = Resampler(48_000).step(sound, last=True)
    assert np.abs(out[1_000:-1_000]).max() < 1e-3


def test_little_is_held_back() -> None:
    for rate in RATES:
        out = Resampler(rate).step(np.zeros(rate, np.float32))
        assert 0.9 * SAMPLE_RATE <= len(out) <= SAMPLE_RATE


def test_at_16_khz_nothing_is_changed() -> None:
    sound = _noise(1_000)
    np.testing.assert_array_equal(Resampler(SAMPLE_RATE).step(sound), sound)
