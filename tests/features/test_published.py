"""The second scale: the published front end, on the same transform."""

from __future__ import annotations

import numpy as np

from edge_aac.features import published
from edge_aac.features.logmel import BANDS, LogMel
from edge_aac.features.two_scales import TwoScales
from edge_aac.types import HOP_SAMPLES, FloatArray
from models.tagger.front import log_mel


def noise(samples: int) -> FloatArray:
    return (0.1 * np.random.default_rng(5).standard_normal(samples)).astype(np.float32)


def test_both_scales_are_those_of_each_front_end() -> None:
    sound = noise(8 * HOP_SAMPLES)
    both = TwoScales().whole(sound)
    assert both.shape == (8 * 16, BANDS + published.BANDS)
    np.testing.assert_array_equal(both[:, :BANDS], LogMel().whole(sound))
    # The trainer's frames have a symmetric window; the device has one window for both.
    difference = np.abs(both[:, BANDS:] - log_mel(sound)[:, : published.BANDS])
    assert difference.mean() < 0.01
    assert difference.max() < 0.3


def test_any_cutting_gives_the_same() -> None:
    sound, front = noise(5 * HOP_SAMPLES), TwoScales()
    state, rows = front.start(), []
    for part in np.array_split(sound, 13):
        state, windows = front.step(state, part)
        rows += windows
    np.testing.assert_array_equal(np.concatenate(rows), front.whole(sound))


def test_silence_is_the_floor() -> None:
    silence = TwoScales().whole(np.zeros(HOP_SAMPLES, np.float32))
    np.testing.assert_allclose(silence[:, BANDS:], np.log(published.FLOOR), rtol=1e-5)


def test_the_lowest_bands_and_the_highest_are_heard() -> None:
    table = published.mel_table()
    assert (table[:, : published.BANDS].sum(axis=0) > 0).all()
    assert not table[:, published.BANDS :].any()
