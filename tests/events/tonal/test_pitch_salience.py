"""What the tonal network is shown of a sound."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_aac.events.tonal.pitch_salience import CHANNELS, hops, rise
from edge_aac.events.tonal.pitch_salience import salience as salience_of
from edge_aac.events.tonal.pitches import pitches
from edge_aac.features.narrowband import BINS, NarrowBand, bin_hertz
from edge_aac.types import FloatArray
from tests.pulses import sound, square, t3

TABLE = pitches(bin_hertz())
OWN = 0
VOICE = CHANNELS - 2


def salience(spectrum: FloatArray, covered: NDArray[np.bool_] | bool = False) -> FloatArray:
    return salience_of(TABLE, spectrum, covered)


def nearest(hertz: float) -> int:
    return int(np.abs(TABLE.hertz - hertz).argmin())


def during(features: FloatArray, at: float) -> FloatArray:
    """The column that ends 0.1 s after a moment, shape (pitches, CHANNELS)."""
    return features[:, round((at + 0.1) * 50)]


def test_streamed_features_are_those_of_the_whole() -> None:
    spectrum = NarrowBand().whole(sound(6.0, t3(1.0, 1)) + square(6.0, t3(2.0, 1), 0.1))
    whole = hops(salience(spectrum))
    for k, one in enumerate(whole):
        np.testing.assert_array_equal(hops(salience(spectrum[8 * k : 8 * k + 8]))[0], one)
    assert len(whole) == len(spectrum) // 8


@pytest.mark.parametrize("hertz", [2_800.0, 3_100.0, 3_550.0])
def test_a_disc_stands_out_at_its_pitch_while_it_sounds(hertz: float) -> None:
    features = salience(NarrowBand().whole(sound(6.0, t3(2.0, 1), hertz=hertz)))
    here = features[nearest(hertz), :, OWN]
    assert here[round(2.2 * 50)] > 0.9
    assert here[round(2.8 * 50)] < 0.5
    far = features[nearest(hertz + (400.0 if hertz < 3_300 else -400.0)), :, OWN]
    assert far[round(2.2 * 50)] < 0.5


def test_a_square_wave_shows_its_odd_partials_and_a_sine_does_not() -> None:
    at = nearest(520.0)
    odd, even = (4, 6), 3
    buzz = during(salience(NarrowBand().whole(square(4.0, [(1.0, 3.0)], 0.1))), 2.0)[at]
    assert min(buzz[list(odd)]) > 0.9
    assert buzz[even] < 0.5
    sine = during(salience(NarrowBand().whole(sound(4.0, [(1.0, 3.0)], hertz=520.0))), 2.0)[at]
    assert max(sine[list(odd)]) < 0.6


def test_silence_shows_nothing() -> None:
    features = salience(NarrowBand().whole(np.zeros(16_000, np.float32)))
    assert np.abs(features[:, :, : CHANNELS - 5]).max() < 1e-6
    assert features[:, :, VOICE].max() == 0.0


def test_what_is_no_number_was_silence() -> None:
    bad = np.full((8, BINS), np.nan, np.float32)
    bad[0] = np.inf
    features = salience(bad)
    assert np.isfinite(features).all()
    assert np.abs(features[:, :, OWN]).max() < 1e-6


def test_all_values_are_between_nothing_and_one() -> None:
    loud = NarrowBand().whole(sound(3.0, [(0.5, 2.5)], level=1.0, noise=0.5))
    features = salience(loud, True)
    assert features.min() >= 0.0
    assert features.max() <= 1.0
    assert features.shape == (len(TABLE.hertz), len(loud), CHANNELS)


def test_the_own_voice_is_marked_in_the_columns_that_it_covers() -> None:
    spectrum = NarrowBand().whole(sound(1.0, []))
    covered = np.arange(len(spectrum)) < 16
    shown = salience(spectrum, covered)[:, :, VOICE]
    np.testing.assert_array_equal(shown, np.broadcast_to(covered, shown.shape))


def test_loudness_moves_the_level_alone() -> None:
    samples = sound(3.0, t3(0.5, 1), level=0.2, noise=0.05)
    loud, faint = (salience(NarrowBand().whole(samples * gain)) for gain in (1.0, 0.1))
    moved = np.abs(loud - faint)[:, 20:].max(axis=(0, 1))
    level = CHANNELS - 4
    assert moved[level] > 0.1
    # The floor that is added to the power is all that is left of loudness.
    assert np.delete(moved, level).max() < 0.05


def test_a_spectrum_of_other_bins_is_refused() -> None:
    with pytest.raises(ValueError, match="spectrum"):
        salience(np.zeros((8, BINS + 1), np.float32))


def test_a_tone_rises_above_its_surroundings_and_a_slam_does_not() -> None:
    flat = np.zeros((2, BINS), np.float32)
    tone = flat.copy()
    tone[:, 40] += 5.0
    assert rise(flat) == pytest.approx(0.0, abs=1e-4)
    assert rise(tone)[0, 40] == pytest.approx(5.0, abs=1e-4)
