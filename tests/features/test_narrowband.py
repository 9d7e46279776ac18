"""The narrow-band spectrum: pitch, level, and no difference by how the sound is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.features.narrowband import BINS, COLUMNS, FLOOR, NarrowBand, bin_hertz
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from tests.thoroughness import examples


def tone(hertz: float, seconds: float = 1.0) -> FloatArray:
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.1 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


@pytest.mark.parametrize("hertz", [300.0, 520.0, 1_560.0, 3_100.0, 4_100.0])
def test_a_tone_is_in_the_bin_of_its_pitch(hertz: float) -> None:
    strongest = NarrowBand().whole(tone(hertz))[20].argmax()
    assert bin_hertz()[strongest] == pytest.approx(hertz, abs=8.0)


def test_two_tones_sixty_hertz_apart_are_two() -> None:
    spectrum = NarrowBand().whole(tone(500.0) + tone(562.5))[20]
    peaks = [int(np.abs(bin_hertz() - f).argmin()) for f in (500.0, 562.5)]
    between = spectrum[peaks[0] + 1 : peaks[1]].min()
    assert min(spectrum[peaks]) > between + 1.5


def test_silence_is_the_floor() -> None:
    spectrum = NarrowBand().whole(np.zeros(HOP_SAMPLES, np.float32))
    assert spectrum.shape == (COLUMNS, BINS)
    assert spectrum == pytest.approx(np.log(FLOOR), abs=1e-5)


def test_the_last_hop_is_completed_with_silence() -> None:
    assert NarrowBand().whole(tone(520.0)[: HOP_SAMPLES + 1]).shape == (2 * COLUMNS, BINS)
    assert NarrowBand().whole(np.zeros(0, np.float32)).shape == (0, BINS)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=30))
@settings(max_examples=examples(30), deadline=None)
def test_the_cutting_changes_nothing_to_the_bit(sizes: list[int]) -> None:
    samples = np.random.default_rng(3).standard_normal(sum(sizes)).astype(np.float32)
    front = NarrowBand()
    state, columns, at = front.start(), [], 0
    for size in sizes:
        state, new = front.step(state, samples[at : at + size])
        columns += new
        at += size
    _, last = front.flush(state)
    cut = np.concatenate([np.zeros((0, BINS), np.float32), *columns, *last])
    np.testing.assert_array_equal(cut, front.whole(samples))
