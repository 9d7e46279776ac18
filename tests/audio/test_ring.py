"""The ring: keeps the newest, counts what it dropped, never makes the writer wait."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.ring import Ring


@settings(max_examples=150, deadline=None)
@given(
    capacity=st.integers(1, 50),
    moves=st.lists(st.tuples(st.booleans(), st.integers(1, 70)), max_size=40),
)
def test_the_newest_samples_come_out_in_order_and_every_other_is_counted(
    capacity: int, moves: list[tuple[bool, int]]
) -> None:
    ring = Ring(capacity)
    written = 0
    taken: list[int] = []
    for is_write, size in moves:
        if is_write:
            ring.write(np.arange(written, written + size, dtype=np.float32))
            written += size
            continue
        block = ring.take(size, timeout=0.0)
        if block is not None:
            # Each sample is its own index on the clock, so a slip of one would show.
            assert block.samples.tolist() == list(
                range(block.start, block.start + len(block.samples))
            )
            taken += block.samples.astype(int).tolist()
    while (block := ring.take(7, timeout=0.0)) is not None:
        taken += block.samples.astype(int).tolist()
    assert taken == sorted(set(taken))
    assert len(taken) + ring.dropped == written
    assert written == 0 or taken[-1:] == [written - 1] or ring.dropped < written


def test_a_reader_without_samples_is_told_so_in_time() -> None:
    assert Ring(10).take(5, timeout=0.01) is None


def test_a_waiting_reader_is_woken_by_the_writer() -> None:
    ring = Ring(100)
    timer = threading.Timer(0.05, lambda: ring.write(np.ones(4, np.float32)))
    timer.start()
    block = ring.take(10, timeout=5.0)
    timer.join()
    assert block is not None and len(block.samples) == 4


def test_what_was_taken_is_not_overwritten_later() -> None:
    ring = Ring(8)
    ring.write(np.ones(8, np.float32))
    block = ring.take(8, timeout=0.0)
    ring.write(np.zeros(8, np.float32))
    assert block is not None and block.samples.tolist() == [1.0] * 8
