"""What is far below the loudest tone of the last seconds counts as the end of the range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks.renderer.rendered import render
from edge_aac.events.tonal.dynamic_range import RANGE, SILENCE, within_range
from edge_aac.events.tonal.patterns import TonalPattern
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from tests.listening import times

HOP = (8, 20)
QUIET_ROOM = 10.0 ** (-70.0 / 20.0)
"""Root mean square of a quiet room's noise, 64 dB below the peak of the alarm."""


@given(arrays(np.float32, HOP, elements=st.floats(-12.0, 12.0, width=32)), st.floats(-12.9, 12.0))
def test_nothing_is_lowered_and_nothing_lies_below_the_range(
    spectrum: FloatArray, before: float
) -> None:
    found, loudest = within_range(spectrum, before)
    assert loudest >= spectrum.max()
    assert found.min() >= np.float32(loudest - RANGE)
    kept = spectrum >= np.float32(loudest - RANGE)
    assert np.array_equal(found[kept], spectrum[kept])


def test_a_loud_bin_is_forgotten_within_a_pause_of_a_pattern() -> None:
    loud, faint = np.full(HOP, 0.0, np.float32), np.full(HOP, -20.0, np.float32)
    _, loudest = within_range(loud, SILENCE)
    lowest = []
    for _ in range(round(3.0 * SAMPLE_RATE / HOP_SAMPLES)):
        found, loudest = within_range(faint, loudest)
        lowest.append(float(found.min()))
    assert lowest[0] > -20.0 and lowest == sorted(lowest, reverse=True)
    assert lowest[-1] == -20.0


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 3e38])
def test_what_is_no_power_of_a_sound_is_silence(wrong: float) -> None:
    spectrum = np.full(HOP, -5.0, np.float32)
    spectrum[3, 4] = wrong
    found, loudest = within_range(spectrum, SILENCE)
    assert loudest == -5.0
    assert found[3, 4] == np.float32(max(SILENCE, -5.0 - RANGE))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [9_005, 9_010, 9_023])
def test_a_near_alarm_in_a_quiet_room_is_named(seed: int) -> None:
    """Its last echoes stand above the room's noise; without a range none of these is named."""
    alarm = render("t4_low", seed).samples
    wave = np.concatenate([np.zeros(2 * SAMPLE_RATE, np.float32), alarm])
    noise = QUIET_ROOM * np.random.default_rng(seed).standard_normal(len(wave))
    heard = wave + noise.astype(np.float32)
    assert times(heard, TonalPattern.HINT)
    assert times(heard, TonalPattern.T4)
    assert not times(heard, TonalPattern.T3)
