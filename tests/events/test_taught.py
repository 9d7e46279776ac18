"""Taught scores in the one detector: nothing else changes, and a hazard comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.events.tonal.patterns import NO_PATTERN
from edge_aac.taxonomy import Label, load_taxonomy
from edge_aac.types import Event, EventEnd, FloatArray, Priority

PLAIN = load_taxonomy()
DOOR = Label("front_door", "doorbell", Priority.ATTENTION, "doorbell")
DRYER = Label("dryer", "dryer", Priority.ATTENTION)
OWN = replace(PLAIN, taught=(DOOR, DRYER))


def run(
    taxonomy: object, posteriors: FloatArray, taught: FloatArray, **settings: object
) -> tuple[list[Event | EventEnd], list[FloatArray]]:
    """Everything that a detector decides, and the smoothed scores of each hop."""
    detector = Detector(taxonomy, {}, EventSettings.model_validate(settings))  # type: ignore[arg-type]
    state, decided, values = detector.start(), [], []
    for i, own in enumerate(taught):
        rows, end = posteriors[2 * i : 2 * i + 2], round(0.16 * (i + 1), 6)
        state, some = detector.step(state, rows, end, NO_PATTERN, None, own)
        decided += some
        values.append(state.tracks.value)
    return decided, values


def quiet(hops: int) -> FloatArray:
    return np.full((2 * hops, len(PLAIN.labels)), 0.01, np.float32)


def test_all_other_scores_stay_the_same_to_the_bit() -> None:
    chance = np.random.default_rng(7)
    posteriors = chance.random((400, len(PLAIN.labels))).astype(np.float32) ** 3
    taught = chance.random((200, 2)).astype(np.float32)
    before, plain = run(PLAIN, posteriors, np.zeros((200, 0), np.float32))
    after, own = run(OWN, posteriors, taught)
    for one, other in zip(plain, own, strict=True):
        assert one.tobytes() == other[: len(one)].tobytes()
    names = {DOOR.name, DRYER.name, "doorbell"}
    assert [(one.t, one.label) for one in before if one.label not in names] == [
        (one.t, one.label) for one in after if one.label not in names
    ]


def test_a_taught_sound_is_an_event_of_its_group() -> None:
    taught = np.zeros((60, 2), np.float32)
    taught[10:13, 0] = 0.9
    decided, _ = run(OWN, quiet(60), taught)
    event, end = decided
    assert isinstance(event, Event) and isinstance(end, EventEnd)
    assert (event.label, event.group, event.t) == ("front_door", "doorbell", 1.92)
    assert event.onset == pytest.approx(1.52, abs=0.1)
    assert "your examples" in event.evidence


def test_one_hop_confirms_nothing() -> None:
    taught = np.zeros((40, 2), np.float32)
    taught[10] = 1.0
    assert run(OWN, quiet(40), taught)[0] == []


def test_the_doorbell_taught_and_known_is_one_event() -> None:
    taught = np.zeros((60, 2), np.float32)
    taught[10:16, 0] = 0.9
    posteriors = quiet(60)
    posteriors[20:40, PLAIN.index("doorbell")] = 0.95
    begun = [one for one in run(OWN, posteriors, taught)[0] if isinstance(one, Event)]
    assert len(begun) == 1 and begun[0].group == "doorbell"


def test_a_hazard_comes_before_what_was_taught() -> None:
    taught = np.zeros((60, 2), np.float32)
    taught[10:40, 1] = 0.95
    posteriors = quiet(60)
    posteriors[18:90, PLAIN.index("smoke_alarm")] = 0.9
    begun = [one for one in run(OWN, posteriors, taught)[0] if isinstance(one, Event)]
    assert [one.group for one in begun] == ["hazard_alarm"]


def test_a_person_may_ask_for_a_higher_score() -> None:
    taught = np.zeros((40, 2), np.float32)
    taught[10:14, 1] = 0.7
    assert run(OWN, quiet(40), taught)[0] != []
    assert run(OWN, quiet(40), taught, thresholds={"dryer": 0.9})[0] == []


def test_scores_that_are_none_are_no_evidence() -> None:
    taught = np.full((40, 2), np.nan, np.float32)
    assert run(OWN, quiet(40), taught)[0] == []
    with pytest.raises(ValueError, match="taught scores"):
        run(OWN, quiet(4), np.zeros((2, 1), np.float32))
