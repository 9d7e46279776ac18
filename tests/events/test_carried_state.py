"""A running detector takes up a taught sound, and nothing else notices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.tonal.patterns import NO_PATTERN
from edge_aac.taxonomy import Label, Taxonomy, load_taxonomy
from edge_aac.types import Event, EventEnd, FloatArray, Priority

PLAIN = load_taxonomy()
DOOR = Label("front_door", "doorbell", Priority.ATTENTION, "doorbell")
DRYER = Label("dryer", "dryer", Priority.ATTENTION)
BOTH, DRYER_ALONE = replace(PLAIN, taught=(DRYER, DOOR)), replace(PLAIN, taught=(DRYER,))
BEFORE, AFTER = 100, 100
"""Hops before and after the change."""


def detector(taxonomy: Taxonomy) -> Detector:
    return Detector(taxonomy, {}, EventSettings())


def run(
    first: Taxonomy, second: Taxonomy, posteriors: FloatArray, scores: FloatArray
) -> list[Event | EventEnd]:
    """What is decided where one detector takes over from another in the middle.

    A column of the scores is that of a name: the dryer's, the door's.
    """
    columns = {"dryer": 0, "front_door": 1}
    one = detector(first)
    state, decided, own = one.start(), [], first
    for i in range(BEFORE + AFTER):
        if i == BEFORE:
            other = detector(second)
            state, ends = other.adopted(one, state, round(0.16 * i, 6))
            decided += ends
            one, own = other, second
        taught = np.array([scores[i, columns[label.name]] for label in own.taught], np.float32)
        rows, end = posteriors[2 * i : 2 * i + 2], round(0.16 * (i + 1), 6)
        state, some = one.step(state, rows, end, NO_PATTERN, None, taught)
        decided += some
    return decided


def busy() -> FloatArray:
    """Posteriors in which some labels sound for a while, over the change too."""
    rows = np.full((2 * (BEFORE + AFTER), len(PLAIN.labels)), 0.01, np.float32)
    for name, start, end in (("dog", 20, 60), ("siren", 150, 260), ("doorbell", 190, 215)):
        rows[start:end, PLAIN.index(name)] = 0.95
    return rows


def test_what_both_know_is_decided_as_if_nothing_had_changed() -> None:
    quiet = np.zeros((BEFORE + AFTER, 2), np.float32)
    plain = run(PLAIN, PLAIN, busy(), quiet)
    assert {one.label for one in plain} >= {"dog", "siren", "doorbell"}
    for first, second in ((PLAIN, BOTH), (BOTH, PLAIN), (DRYER_ALONE, BOTH)):
        assert run(first, second, busy(), quiet) == plain


def test_what_was_just_taught_is_known_at_once() -> None:
    scores = np.zeros((BEFORE + AFTER, 2), np.float32)
    scores[BEFORE + 20 : BEFORE + 25, 1] = 0.9
    silence = np.full_like(busy(), 0.01)
    event, end = run(DRYER_ALONE, BOTH, silence, scores)
    assert isinstance(event, Event) and isinstance(end, EventEnd)
    assert (event.label, event.group) == ("front_door", "doorbell")


def test_an_open_event_of_a_taught_sound_moves_with_it_and_ends_with_it() -> None:
    scores = np.zeros((BEFORE + AFTER, 2), np.float32)
    scores[BEFORE - 3 : BEFORE + 4] = 0.9
    silence = np.full_like(busy(), 0.01)
    moved = run(BOTH, replace(PLAIN, taught=(DOOR, DRYER)), silence, scores)
    assert moved == run(BOTH, BOTH, silence, scores)
    assert [type(one) for one in moved] == [Event, Event, EventEnd, EventEnd]
    gone = run(BOTH, DRYER_ALONE, silence, scores)
    ends = [one for one in gone if isinstance(one, EventEnd)]
    assert (ends[0].label, ends[0].t) == ("front_door", 0.16 * BEFORE)
    assert len({one.id for one in gone}) == 2
