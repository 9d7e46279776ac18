"""Channels: one of them, finite and around zero, whatever came in and however it was cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edge_aac.audio.mono import LOUDEST, MOST_CHANNELS, Mono, channel_index
from edge_aac.audio.segments import SEGMENT_SECONDS
from edge_aac.errors import EdgeAacError
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.thoroughness import examples

SEGMENT = int(SEGMENT_SECONDS * SAMPLE_RATE)


def _mono(channels: FloatArray, rate: int = SAMPLE_RATE, channel: int | None = None) -> FloatArray:
    return Mono(rate, channel).step(channels, last=True)


@settings(max_examples=examples(80), deadline=None)
@given(
    channels=arrays(
        np.float32, st.tuples(st.integers(0, 20), st.integers(1, 6)), elements=st.floats(width=32)
    )
)
def test_whatever_comes_in_finite_samples_come_out(channels: FloatArray) -> None:
    joined = _mono(channels)
    assert joined.shape == (len(channels),) and joined.dtype == np.float32
    # The offset may lie at one end, and a sample at the other.
    assert np.all(np.abs(joined) <= 2 * LOUDEST)


def _sounds(count: int, kind: str) -> FloatArray:
    """A second of noise in one or more channels, with a tone that cancels in some of them."""
    rng = np.random.default_rng(7)
    noise = 0.1 * rng.standard_normal((SAMPLE_RATE, count)) + rng.uniform(-0.2, 0.2, count)
    if kind == "cancels":
        tone = 0.3 * np.sin(2 * np.pi * 3_120 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
        noise += tone[:, None] * (-1.0) ** np.arange(count)
    return noise.astype(np.float32)


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_however_it_is_cut_the_samples_are_the_same_to_the_bit(data: st.DataObject) -> None:
    sound = _sounds(data.draw(st.integers(1, 3)), data.draw(st.sampled_from(["noise", "cancels"])))
    sound = sound[: data.draw(st.integers(0, 5 * SEGMENT))]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sound)), max_size=12)))
    stream = Mono(SAMPLE_RATE)
    places = zip([0, *cuts], [*cuts, len(sound)], strict=True)
    parts = [stream.step(sound[first:last]) for first, last in places]
    parts.append(stream.step(sound[:0], last=True))
    np.testing.assert_array_equal(np.concatenate(parts), _mono(sound))


def test_of_a_reading_of_the_microphone_nothing_waits_for_the_next_one() -> None:
    stream = Mono(44_100)
    for _ in range(3):
        assert len(stream.step(np.zeros((1_764, 2), np.float32))) == 1_764


def test_channels_that_agree_are_averaged() -> None:
    left = np.tile([0.4, 0.2, -0.4, -0.2], 2 * SEGMENT).astype(np.float32)
    np.testing.assert_allclose(_mono(np.stack([left, left / 2], 1)), 0.75 * left, atol=1e-6)


def test_one_broken_channel_does_not_undo_the_other() -> None:
    good = np.tile([0.5, -0.5], 200)
    bad = np.tile([np.nan, np.inf, -np.inf, np.nan], 100)
    joined = _mono(np.stack([bad, good], 1).astype(np.float32))
    np.testing.assert_allclose(joined, good / 2, atol=1e-6)


def test_no_more_channels_are_joined_than_fit_the_memory() -> None:
    channels = np.zeros((SEGMENT, MOST_CHANNELS + 1), np.float32)
    channels[::2, -1] = 1.0
    assert not _mono(channels).any()


def test_a_channel_is_taken_alone_where_it_was_named() -> None:
    sound = _sounds(3, "cancels")
    np.testing.assert_array_equal(_mono(sound, channel=2), _mono(sound[:, 2:]))


@pytest.mark.parametrize(
    ("channel", "available", "index"), [(None, 2, None), (1, 1, 0), (1, 2, 0), (40, 40, 39)]
)
def test_channels_are_counted_from_one(
    channel: int | None, available: int, index: int | None
) -> None:
    assert channel_index(channel, available, "It") == index


@pytest.mark.parametrize(
    ("channel", "available", "sentence"),
    [
        (3, 2, "x.wav has 2 channels, so there is no channel 3: give --channel 1 to 2, or leave"),
        (2, 1, "x.wav has one channel, so there is no channel 2: leave --channel out."),
        (0, 2, "there is no channel 0"),
    ],
)
def test_a_channel_that_is_not_there_is_one_sentence(
    channel: int, available: int, sentence: str
) -> None:
    with pytest.raises(EdgeAacError) as caught:
        channel_index(channel, available, "x.wav")
    assert sentence in str(caught.value) and str(caught.value).endswith(".")


def _segments(sound: FloatArray) -> Iterator[FloatArray]:
    for first in range(0, len(sound), SEGMENT):
        yield sound[first : first + SEGMENT]


@pytest.mark.parametrize("offset", [-0.3, 0.02, 0.3])
def test_an_offset_is_gone_from_the_first_sample_on(offset: float) -> None:
    sound = _sounds(1, "noise") * 0.1
    sound -= sound.mean()
    joined = _mono((sound + offset).astype(np.float32))
    means = [abs(float(part.mean())) for part in _segments(joined)]
    assert max(means) < 2e-3
    np.testing.assert_allclose(joined, _mono(sound), atol=2e-3)


def test_an_offset_that_changes_is_gone_within_seconds() -> None:
    offset = np.repeat([0.0, 0.2], 10 * SAMPLE_RATE).astype(np.float32)
    joined = _mono(offset[:, None])
    assert np.abs(joined[: 10 * SAMPLE_RATE]).max() == 0.0
    assert np.abs(joined[-SAMPLE_RATE:]).max() < 4e-3
    assert np.abs(np.diff(joined)).max() == pytest.approx(0.2, abs=1e-2)


@pytest.mark.parametrize("hertz", [60.0, 440.0, 3_120.0])
def test_what_can_be_heard_is_left_as_it_is(hertz: float) -> None:
    time = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    tone = (0.5 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)
    left = _mono(tone[:, None])[SAMPLE_RATE:] - tone[SAMPLE_RATE:]
    assert np.abs(left).max() < 0.5 * 10 ** (-40 / 20)
