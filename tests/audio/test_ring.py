"""The ring: keeps the newest, counts what it dropped, never makes the writer wait."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.audio.ring import Ring
from tests.crew import Crew
from tests.thoroughness import examples
from tests.waiting import PATIENCE, blocked, until

MOVES = st.lists(st.tuples(st.sampled_from("wts"), st.integers(1, 70)), max_size=40)


@settings(max_examples=examples(200), deadline=None)
@given(capacity=st.integers(1, 50), moves=MOVES)
def test_the_newest_samples_come_out_in_order_and_every_other_is_counted(
    capacity: int, moves: list[tuple[str, int]]
) -> None:
    ring = Ring(capacity)
    clock = 0
    newest: list[int] = []  # what a ring of this size must still hold
    taken: list[int] = []
    for move, size in moves:
        if move == "w":
            # Each sample is its own index on the clock, so a slip of one would show.
            ring.write(np.arange(clock, clock + size, dtype=np.float32))
            newest = [*newest, *range(clock, clock + size)][-capacity:]
            clock += size
        elif move == "s":
            ring.skip(size)
            clock += size
        else:
            assert ring.waiting == len(newest)
            block = ring.take(size, timeout=0.0)
            assert (block is None) == (not newest)
            if block is None:
                continue
            count = len(block.samples)
            assert 0 < count <= size
            assert block.samples.tolist() == list(range(block.start, block.start + count))
            assert block.samples.tolist() == newest[:count]
            newest = newest[count:]
            taken += block.samples.astype(int).tolist()
    while (block := ring.take(7, timeout=0.0)) is not None:
        assert block.samples[0] == block.start
        taken += block.samples.astype(int).tolist()
    assert taken == sorted(set(taken))
    assert taken[len(taken) - len(newest) :] == newest
    assert len(taken) + ring.dropped == clock


def test_a_reader_beside_a_writer_misses_nothing_that_is_not_counted(crew: Crew) -> None:
    ring = Ring(1_000)
    total = 60_000

    def write() -> None:
        for first in range(0, total, 37):
            ring.write(np.arange(first, min(first + 37, total), dtype=np.float32))
        ring.close()

    crew.start(write)
    seen, last = 0, -1
    while (block := ring.take(97, timeout=PATIENCE)) is not None:
        assert block.start > last
        assert block.samples[0] == block.start
        assert np.all(np.diff(block.samples) == 1)
        last = block.start + len(block.samples) - 1
        seen += len(block.samples)
    assert last == total - 1
    assert seen + ring.dropped == total


def test_a_block_never_reaches_over_a_gap() -> None:
    ring = Ring(100)
    ring.write(np.ones(5, np.float32))
    ring.skip(1_000)
    ring.skip(24)
    ring.write(np.ones(5, np.float32))
    first, second = ring.take(50, timeout=0.0), ring.take(50, timeout=0.0)
    assert first is not None and (first.start, len(first.samples)) == (0, 5)
    assert second is not None and (second.start, len(second.samples)) == (1_029, 5)
    assert ring.dropped == 1_024


def test_a_reader_without_samples_is_told_so_in_time() -> None:
    assert Ring(10).take(5, timeout=0.01) is None


def test_a_waiting_reader_is_woken_by_the_writer(crew: Crew) -> None:
    ring = Ring(100)
    reader = crew.start(ring.take, 10, 3_600.0)
    until(lambda: blocked(crew.thread(reader)), "a reader that waits")
    ring.write(np.ones(4, np.float32))
    until(lambda: blocked(crew.thread(reader)), "a reader that waits for the rest of its hop")
    ring.write(np.ones(9, np.float32))
    block = reader.result(PATIENCE)
    assert block is not None and len(block.samples) == 10


def test_a_block_completes_the_hop_that_was_begun() -> None:
    ring = Ring(100)
    ring.write(np.ones(14, np.float32))
    lengths = []
    for written in (0, 3, 30):
        ring.write(np.ones(written, np.float32))
        block = ring.take(10, timeout=0.0)
        lengths.append(0 if block is None else len(block.samples))
    # What comes no further in time is given as it is; the hop goes on where it was.
    assert lengths == [10, 7, 3]


def test_a_reader_of_a_closed_ring_gets_the_rest_and_then_does_not_wait() -> None:
    ring = Ring(100)
    ring.write(np.ones(4, np.float32))
    ring.close()
    block = ring.take(10, timeout=3_600.0)
    assert block is not None and len(block.samples) == 4
    assert ring.take(10, timeout=3_600.0) is None


def test_closing_wakes_a_waiting_reader(crew: Crew) -> None:
    ring = Ring(100)
    reader = crew.start(ring.take, 10, 3_600.0)
    until(lambda: blocked(crew.thread(reader)), "a reader that waits")
    ring.close()
    assert reader.result(PATIENCE) is None


def test_what_was_taken_is_not_overwritten_later() -> None:
    ring = Ring(8)
    ring.write(np.ones(8, np.float32))
    block = ring.take(8, timeout=0.0)
    ring.write(np.zeros(8, np.float32))
    assert block is not None and block.samples.tolist() == [1.0] * 8
