"""What is remembered of the last minute, and which sound of it somebody means."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.taught.likeness import PROJECTED, Projection
from edge_aac.taught.recent_hops import (
    EVENT_SECONDS,
    HOP_SECONDS,
    LEAD,
    LONGEST,
    MEMORY_SECONDS,
    RecentHops,
    RecentSound,
)
from tests.taught.hops import RING, ROOM, VALUES, hop, hops


def heard(levels: list[float], own: tuple[int, ...] = ()) -> RecentHops:
    recent = RecentHops()
    for one in hops(levels, own):
        recent.add(one)
    return recent


def places(sound: RecentSound | None) -> list[int]:
    """Which hops are the sound."""
    assert sound is not None
    pairs = zip(sound.hops, sound.sounding, strict=True)
    return [int(one.embedding[0]) for one, sounds in pairs if sounds]


def test_what_stood_out_is_found_without_its_pauses() -> None:
    levels = [ROOM] * 40 + [RING, RING, ROOM, ROOM, RING - 1.0, ROOM] + [ROOM] * 30
    sound = heard(levels).last_sound(100.0)
    assert places(sound) == [40, 41, 44]
    assert sound is not None
    assert sound.began == pytest.approx(40 * HOP_SECONDS)
    assert sound.seconds == pytest.approx(5 * HOP_SECONDS)
    assert len(sound.hops) == LEAD + 5


def test_a_longer_pause_ends_it_and_the_loudest_counts() -> None:
    levels = [ROOM] * 30 + [RING] * 3 + [ROOM] * 10 + [RING + 1.0] * 2 + [ROOM] * 30
    assert places(heard(levels).last_sound(100.0)) == [43, 44]


def test_of_rings_that_are_nearly_as_loud_the_last_counts() -> None:
    levels = [ROOM] * 30 + [RING] * 3 + [ROOM] * 10 + [RING - 1.0] * 2 + [ROOM] * 30
    recent = heard(levels)
    assert places(recent.last_sound(100.0)) == [43, 44]
    assert recent.last_sound(100.0, after=45 * HOP_SECONDS) is None
    assert places(recent.last_sound(100.0, after=33 * HOP_SECONDS)) == [43, 44]


def test_a_room_in_which_nothing_stands_out_has_no_sound() -> None:
    assert heard([ROOM] * 100).last_sound(16.0) is None
    assert heard([ROOM] * 3 + [RING]).last_sound(1.0) is None
    assert RecentHops().last_sound(0.0) is None


def test_the_own_voice_is_no_sound() -> None:
    levels = [ROOM] * 40 + [RING] * 5 + [ROOM] * 20
    assert heard(levels, own=tuple(range(40, 45))).last_sound(100.0) is None


def test_the_last_event_comes_before_what_is_louder() -> None:
    recent = heard([ROOM] * 40 + [RING] * 3)
    recent.began(40 * HOP_SECONDS)
    for i in range(43, 90):
        recent.add(hop(i, RING + 3.0 if i in (80, 81) else ROOM))
    now = 90 * HOP_SECONDS
    assert places(recent.last_sound(now)) == [40, 41, 42]
    assert places(recent.last_sound(now + EVENT_SECONDS)) == [80, 81]


def test_an_event_is_remembered_when_its_hops_are_long_gone() -> None:
    recent = heard([ROOM] * 40 + [RING] * 3)
    recent.began(40 * HOP_SECONDS)
    minute = int(MEMORY_SECONDS / HOP_SECONDS)
    for i in range(43, 43 + 2 * minute):
        recent.add(hop(i))
    assert places(recent.last_sound(2 * MEMORY_SECONDS)) == [40, 41, 42]


def test_its_memory_is_bounded() -> None:
    recent = heard([RING] * 50)
    for i in range(2_000):
        recent.began(i * HOP_SECONDS)
        recent.add(hop(i, RING))
    assert len(recent.since(-1.0)) <= MEMORY_SECONDS / HOP_SECONDS
    sound = recent.last_sound(2_000 * HOP_SECONDS)
    assert sound is not None and len(sound.hops) <= LEAD + LONGEST
    recent.clear()
    assert recent.last_sound(2_000 * HOP_SECONDS) is None


def test_a_sound_becomes_rows_of_its_own_hops_alone() -> None:
    sound = heard([ROOM] * 40 + [RING, ROOM, RING] + [ROOM] * 20).last_sound(100.0)
    assert sound is not None
    axes = np.random.default_rng(1).standard_normal((VALUES, PROJECTED)).astype(np.float32)
    rows = sound.likeness(Projection(np.zeros(VALUES, np.float32), axes))
    assert len(rows) == 2 and np.isfinite(rows.rows()).all()
    assert sound.mean_posterior((0, 2)) == pytest.approx(0.25)
