"""Channels: their mean, finite whatever came in."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edge_aac.audio.mono import LOUDEST, mono
from edge_aac.types import FloatArray
from tests.thoroughness import examples


@settings(max_examples=examples(80), deadline=None)
@given(
    channels=arrays(
        np.float32, st.tuples(st.integers(0, 20), st.integers(1, 6)), elements=st.floats(width=32)
    )
)
def test_whatever_comes_in_finite_samples_come_out(channels: FloatArray) -> None:
    mean = mono(channels)
    assert mean.shape == (len(channels),) and mean.dtype == np.float32
    assert np.all(np.abs(mean) <= LOUDEST)


def test_the_mean_is_taken() -> None:
    channels = np.array([[0.5, -0.25], [1.0, 0.0]], np.float32)
    np.testing.assert_array_equal(mono(channels), np.array([0.125, 0.5], np.float32))


def test_one_broken_channel_does_not_undo_the_other() -> None:
    channels = np.array([[np.nan, 0.5], [np.inf, 0.5], [-np.inf, 0.5]], np.float32)
    np.testing.assert_array_equal(mono(channels), np.full(3, 0.25, np.float32))
