from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.speech.sound import Sound
from edge_aac.speech.voice.word_groups import groups

RATE = 1000


def spoken(*milliseconds: int) -> Sound:
    """Sound and silence in turn."""
    parts = [np.full(ms, 0.3 if i % 2 == 0 else 0.0) for i, ms in enumerate(milliseconds)]
    return Sound(np.concatenate(parts).astype(np.float32), RATE)


@pytest.mark.parametrize(
    ("sentence", "lengths"),
    [
        (spoken(500), [500]),
        (spoken(500, 50, 500), [1050]),
        (spoken(500, 120, 400), [500, 520]),
        (spoken(300, 120, 400, 200, 100), [300, 520, 300]),
    ],
)
def test_a_group_ends_where_the_voice_rests(sentence: Sound, lengths: list[int]) -> None:
    assert [len(group.samples) for group in groups(sentence)] == lengths


@given(st.lists(st.integers(1, 300), max_size=12))
def test_the_groups_are_the_sentence(milliseconds: list[int]) -> None:
    sentence = spoken(*milliseconds) if milliseconds else Sound(np.zeros(0, np.float32), RATE)
    pieces = groups(sentence)
    assert all(piece.rate == RATE for piece in pieces)
    np.testing.assert_array_equal(
        np.concatenate([piece.samples for piece in pieces]), sentence.samples
    )
