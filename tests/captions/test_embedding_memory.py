"""The embedding memory: the newest rows, in order, in one array."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.captions.embedding_memory import EmbeddingMemory
from tests.thoroughness import examples


@settings(max_examples=examples(60), deadline=None)
@given(pieces=st.lists(st.integers(0, 30), max_size=20), size=st.integers(1, 12))
def test_it_holds_the_newest_rows_newest_last(pieces: list[int], size: int) -> None:
    memory = EmbeddingMemory(size, 2)
    given_rows = np.arange(2 * sum(pieces), dtype=np.float32).reshape(-1, 2)
    position = 0
    for count in pieces:
        memory.add(given_rows[position : position + count])
        position += count
        expected = given_rows[:position][-size:]
        np.testing.assert_array_equal(memory.rows(), expected)
        assert len(memory) == len(expected)


def test_what_was_taken_out_does_not_change() -> None:
    memory = EmbeddingMemory(3, 1)
    memory.add(np.ones((3, 1), np.float32))
    taken = memory.rows()
    memory.add(np.zeros((3, 1), np.float32))
    assert taken.sum() == 3


def test_it_forgets_when_told() -> None:
    memory = EmbeddingMemory(3, 1)
    memory.add(np.ones((5, 1), np.float32))
    memory.clear()
    assert len(memory) == 0 and memory.rows().shape == (0, 1)
    memory.add(np.full((1, 1), 2, np.float32))
    np.testing.assert_array_equal(memory.rows(), [[2]])
