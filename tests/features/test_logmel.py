"""Log-Mel: the same frames to the bit, however the sound is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.features.logmel import BANDS, FFT, HOP, LogMel, mel_filters
from edge_aac.types import HOP_FRAMES, HOP_SAMPLES, SAMPLE_RATE, FloatArray
from tests.thoroughness import examples


def _noise(samples: int, seed: int = 1) -> FloatArray:
    return (np.random.default_rng(seed).standard_normal(samples) * 0.1).astype(np.float32)


@settings(max_examples=examples(60), deadline=None)
@given(cuts=st.lists(st.integers(1, 9_000), min_size=1, max_size=12), length=st.integers(0, 40_000))
def test_any_cutting_gives_bit_equal_frames(cuts: list[int], length: int) -> None:
    front, sound = LogMel(), _noise(length)
    state, position = front.start(), 0
    windows: list[FloatArray] = []
    while position < length:
        size = cuts[position % len(cuts)]
        state, ready = front.step(state, sound[position : position + size])
        windows += ready
        position += size
    windows += front.flush(state)[1]
    joined = np.concatenate(windows) if windows else np.zeros((0, BANDS), np.float32)
    np.testing.assert_array_equal(joined, front.whole(sound))


def test_a_window_is_ready_with_its_last_sample() -> None:
    front = LogMel()
    state, ready = front.step(front.start(), _noise(HOP_SAMPLES - 1))
    assert ready == []
    _, ready = front.step(state, _noise(1))
    assert [w.shape for w in ready] == [(HOP_FRAMES, BANDS)]


@pytest.mark.parametrize("hertz", [200.0, 1_000.0, 3_100.0, 6_000.0])
def test_a_tone_stands_in_the_band_of_its_frequency(hertz: float) -> None:
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    frames = LogMel().whole((0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32))
    strongest = int(frames[50].argmax())
    centre = float(mel_filters()[:, strongest].argmax()) * SAMPLE_RATE / FFT
    assert abs(centre - hertz) < max(60.0, 0.06 * hertz)


def test_a_frame_hears_nothing_after_its_own_end() -> None:
    sound = _noise(4 * HOP_SAMPLES)
    changed = sound.copy()
    changed[HOP * 20 :] = 0.0
    a, b = LogMel().whole(sound), LogMel().whole(changed)
    np.testing.assert_array_equal(a[:20], b[:20])
    assert not np.array_equal(a[20:], b[20:])


def test_twice_the_amplitude_is_four_times_the_power() -> None:
    sound = _noise(HOP_SAMPLES)
    difference = LogMel().whole(sound * 2) - LogMel().whole(sound)
    np.testing.assert_allclose(difference, np.log(4.0), atol=1e-3)


def test_the_memory_of_the_state_does_not_grow() -> None:
    front = LogMel()
    state = front.start()
    for _ in range(50):
        state, _ = front.step(state, _noise(1_777))
        assert len(state.samples) < HOP_SAMPLES + 400
        assert state.samples.base is None or len(state.pending.base) == len(state.pending)
