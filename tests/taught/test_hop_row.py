"""The row of one hop is that of many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.taught.hop_row import hop_row
from edge_aac.taught.likeness import PROJECTED, Past, Projection, likeness, quickened
from edge_aac.taught.tones import BINS
from edge_aac.types import FloatArray
from tests.thoroughness import examples

VALUES = 200


def both(embedding: FloatArray, spectrum: FloatArray) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(7)
    mean = rng.standard_normal(VALUES).astype(np.float32)
    axes = rng.standard_normal((VALUES, PROJECTED)).astype(np.float32)
    projection, past = Projection(mean, axes), Past.nothing(VALUES)
    many = likeness(projection, past, embedding[None], spectrum)[1].rows()[0]
    quick = quickened(past, embedding).quick
    return hop_row(projection, quick, spectrum), many


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.1, 1.0, 5.0, 40.0]))
def test_tones_are_equal_to_the_bit_and_embeddings_but_for_rounding(seed: int, by: float) -> None:
    rng = np.random.default_rng(seed)
    # Steps, so that many tones are equally strong.
    steps = np.round(rng.standard_normal(BINS) * by)
    spectrum = np.repeat(steps[None], 8, axis=0).astype(np.float32)
    spectrum += rng.standard_normal((8, 1)).astype(np.float32)
    one, many = both(rng.standard_normal(VALUES).astype(np.float32), spectrum)
    np.testing.assert_array_equal(one[PROJECTED:], many[PROJECTED:])
    np.testing.assert_allclose(one[:PROJECTED], many[:PROJECTED], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_read_alike(value: float) -> None:
    rng = np.random.default_rng(1)
    spectrum = rng.standard_normal((8, BINS)).astype(np.float32)
    spectrum[:, 5] = value
    embedding = rng.standard_normal(VALUES).astype(np.float32)
    embedding[3] = np.nan
    one, many = both(embedding, spectrum)
    assert np.isfinite(one).all()
    np.testing.assert_array_equal(one[PROJECTED:], many[PROJECTED:])


def test_silence_has_a_row() -> None:
    one, many = both(np.zeros(VALUES, np.float32), np.full((8, BINS), -12.9, np.float32))
    np.testing.assert_array_equal(one[PROJECTED:], many[PROJECTED:])
    assert np.isfinite(one).all()
