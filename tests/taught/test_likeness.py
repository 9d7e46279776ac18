"""What hops are like: tones that stand out, embeddings that are quickened."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.errors import EdgeAacError
from edge_aac.taught.background import Background, packed, unpacked
from edge_aac.taught.likeness import (
    PROJECTED,
    WEIGHT,
    WIDTH,
    Likeness,
    Past,
    Projection,
    likeness,
    quickened,
)
from edge_aac.taught.tones import BINS, PEAKS, peaks, spread

VALUES = 384


def projection() -> Projection:
    chance = np.random.default_rng(1)
    axes = chance.standard_normal((VALUES, PROJECTED)).astype(np.float16).astype(np.float32)
    return Projection(np.full(VALUES, 0.1, np.float32), axes)


def test_tones_are_found_where_they_are() -> None:
    spectrum = np.full((1, BINS), -5.0, np.float32)
    spectrum[0, [40, 41, 90]] = [2.0, 4.0, 1.0]
    bins, strengths = peaks(spectrum)
    found = {int(b): int(s) for b, s in zip(bins[0], strengths[0], strict=True) if s}
    assert set(found) == {41, 90}
    assert found[41] == 255
    row = spread(bins, strengths)[0]
    assert row[41] == 1.0 and row[40] == row[42] == 0.5 and row[60] == 0.0


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_no_tone(odd: float) -> None:
    spectrum = np.zeros((1, BINS), np.float32)
    spectrum[0, 30] = odd
    bins, strengths = peaks(spectrum)
    assert np.isfinite(spread(bins, strengths)).all()


def test_louder_gives_the_same_tones() -> None:
    spectrum = np.random.default_rng(2).normal(0, 2, (20, BINS)).astype(np.float32)
    quiet, loud = peaks(spectrum), peaks(spectrum + 4.0)
    assert np.abs(spread(*quiet) - spread(*loud)).max() < 0.02


def test_a_mean_over_the_past_is_taken_apart() -> None:
    added = np.random.default_rng(3).random((6, VALUES)).astype(np.float32)
    past, mean = Past.nothing(VALUES), np.zeros(VALUES, np.float32)
    quick = np.zeros(VALUES, np.float32)
    for row in added:
        mean = mean + np.float32(WEIGHT) * (row - mean)
        quick = quick + np.float32(0.45) * (row - quick)
        past = quickened(past, mean)
    np.testing.assert_allclose(past.quick, quick, atol=1e-4)


def test_a_row_has_one_length_whatever_is_heard() -> None:
    embedding = np.full((1, VALUES), np.nan, np.float32)
    spectrum = np.zeros((8, BINS), np.float32)
    past, heard = likeness(projection(), Past.nothing(VALUES), embedding, spectrum)
    assert heard.rows().shape == (1, WIDTH) and np.isfinite(heard.rows()).all()
    assert np.isfinite(past.quick).all()


def test_a_background_is_read_as_it_was_written() -> None:
    chance = np.random.default_rng(4)
    embedded = unpacked(packed(chance.standard_normal((200, PROJECTED)).astype(np.float32)))
    bins = chance.integers(0, BINS, (200, PEAKS), np.uint8)
    held = Likeness(embedded, bins, bins)
    made = Background(projection(), held, np.zeros(200, np.uint8))
    again = Background.unpack(made.pack())
    assert (again.likeness.rows() == held.rows()).all()
    assert (again.projection.axes == made.projection.axes).all()
    data = made.pack()
    for wrong in (b"", b"PK", data[: len(data) // 2], data[:-40], b"\0" * 1000):
        with pytest.raises(EdgeAacError, match="install edge-aac again"):
            Background.unpack(wrong)
