"""Rings out of the hops that a listener hears."""

from __future__ import annotations

from edge_aac.taught.recent_hops import LONGEST, PAUSE, RecentSound
from edge_aac.taught.ring_finder import RingFinder
from tests.taught.hops import RING, ROOM, hops


def found(levels: list[float], own: tuple[int, ...] = ()) -> list[RecentSound]:
    finder = RingFinder()
    rings = (finder.hear(one) for one in hops(levels, own))
    return [one for one in rings if one is not None]


def test_each_ring_is_found_once_it_is_over() -> None:
    ring = [RING] * 3 + [ROOM] * (PAUSE + 3)
    first, second = found([ROOM] * 8 + ring + ring)
    assert sum(first.sounding) == sum(second.sounding) == 3
    assert found([ROOM] * 8 + [RING] * 3 + [ROOM] * (PAUSE - 1)) == []


def test_a_sound_that_does_not_end_is_cut() -> None:
    (ring,) = found([ROOM] * 8 + [RING] * (LONGEST + PAUSE))
    assert sum(ring.sounding) == LONGEST


def test_before_the_room_is_known_nothing_is_a_ring() -> None:
    assert found([RING] * 60) == []


def test_the_own_voice_is_no_ring_and_the_room_is_learnt_again() -> None:
    levels = [ROOM] * 8 + [RING] * 3 + [ROOM] * 20
    assert found(levels, own=(8, 9, 10)) == []
    assert len(found(levels + levels, own=(8, 9, 10))) == 1
