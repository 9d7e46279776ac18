"""The operating point: strengths, false alarms, recall, and thresholds for a budget."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from edge_aac.events.detector import Detector
from edge_aac.events.event_settings import EventSettings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Event, FloatArray
from models.ground.corpus import Clip, Corpus
from models.ground.sorted_sounds import tuning_sounds
from models.listening.stream import Streamed, at_speed
from models.tune import by_label
from models.tuning.budget import (
    CEILING,
    FLOOR,
    UNPROVEN_LEAST,
    UNPROVEN_PER_HOUR,
    Candidate,
    Chosen,
    spend,
)
from models.tuning.curve import TAIL, FalseAlarms, Recall
from models.tuning.strength import Unit, strength, units

LABELS = load_taxonomy().names
BY_NAME = {unit.name: unit for unit in units()}


def clip(path: str, label: str, split: str, use: str = "evaluate", group: str = "") -> Clip:
    return Clip(path, label, label, "test", group or path, 3600.0, "CC0", use, split)


def posteriors(label: str, scores: list[float]) -> FloatArray:
    rows = np.zeros((len(scores), len(LABELS)), np.float32)
    rows[:, LABELS.index(label)] = scores
    return rows


def announced(rows: FloatArray, unit: Unit, threshold: float) -> bool:
    """What the detector of the device says."""
    settings = EventSettings(thresholds=dict.fromkeys(unit.labels, threshold))
    detector = Detector(load_taxonomy(), {}, settings)
    # A second of silence before, or a sound of the first moment had no past.
    _, events = detector.step(detector.start(), rows, len(rows))
    return any(isinstance(e, Event) and e.label in unit.labels for e in events)


@pytest.mark.parametrize(
    "name", ["dog", "siren", "gunshot", "hazard_alarm", "doorbell", "breaking"]
)
@given(scores=st.lists(st.floats(0.0, 0.99), min_size=1, max_size=60))
def test_strength_is_the_threshold_that_the_detector_just_passes(
    name: str, scores: list[float]
) -> None:
    """Beside it in either direction the device says yes and no."""
    unit = BY_NAME[name]
    rows = posteriors(unit.labels[-1], scores)
    strong = strength(rows, unit)
    if strong > 0.02:
        assert announced(rows, unit, strong * 0.999)
    assert not announced(rows, unit, min(1.0, strong * 1.001 + 1e-6))


def test_exact_labels_join_in_the_cautious_one() -> None:
    """Two halves of an alarm are more than either."""
    unit = BY_NAME["hazard_alarm"]
    rows = np.zeros((40, len(LABELS)), np.float32)
    rows[:, [LABELS.index("smoke_alarm"), LABELS.index("fire_alarm")]] = 0.5
    assert strength(rows, unit) == pytest.approx(0.75, abs=0.01)


def test_nobody_is_tuned_on_score_or_on_what_was_learnt() -> None:
    """And labels that are not announced are quiet, whatever else they are."""
    rows = [
        clip("a", "rain", "calibrate"),
        clip("b", "rain", "score"),
        clip("c", "rain", "train", use="train"),
        clip("d", "rain", "train"),
        clip("e", "siren", "calibrate"),
        clip("f", "background", "calibrate"),
        clip("g", "rain", "calibrate", group="learnt"),
        clip("h", "rir", "calibrate"),
    ]
    found = tuning_sounds(Corpus(None, tuple(rows), {}), {"learnt"})  # type: ignore[arg-type]
    assert [one.path for one in found.quiet] == ["a", "f", "d"]
    assert [one.path for one in found.announced] == ["e"]
    assert found.hours == pytest.approx(3.0)


def test_a_stream_is_cut_where_a_recording_ends_and_after_so_many_rows() -> None:
    """Each piece is of one recording."""
    owners = np.array([3, 3, 3, 1, 1], np.int32)
    rows = np.arange(5, dtype=np.float32)[:, None]
    pieces = [(i, part[:, 0].tolist()) for i, part in Streamed(rows, owners).pieces(2)]
    assert pieces == [(3, [0.0, 1.0]), (3, [2.0]), (1, [3.0, 4.0])]


def test_a_faster_sound_is_shorter_and_higher() -> None:
    """By the factor."""
    t = np.arange(16_000) / 16_000
    fast = at_speed(np.sin(2 * np.pi * 440 * t).astype(np.float32), Fraction(12, 11))
    assert len(fast) == pytest.approx(16_000 * 11 / 12, abs=1)
    assert np.abs(np.fft.rfft(fast)).argmax() * 16_000 / len(fast) == pytest.approx(480, abs=2)


def test_false_alarms_are_counted_below_the_tail_and_continued_above() -> None:
    """An exponential tail is found again, where nothing was seen."""
    rng = np.random.default_rng(1)
    strong = rng.exponential(1.0, 4000) - 6.0
    false = FalseAlarms.of(expit(strong), range(4000), 10.0)
    for at in (-4.0, -2.0):
        assert false.per_hour(np.array([at]))[0] == pytest.approx((strong >= at).sum() / 10.0)
    beyond = false.per_hour(np.array([strong.max() + 1.0]))[0]
    expected = 4000 / 10.0 * np.exp(-(strong.max() + 7.0))
    assert 0.2 * expected < beyond < 5.0 * expected


def test_one_recording_that_fires_all_day_does_not_make_the_tail() -> None:
    """The tail is of recordings; what it fired is counted all the same."""
    quiet = np.linspace(-8.0, -5.0, 100)
    strengths = [*expit(quiet), *([0.9] * 50)]
    recordings = [*range(100), *([100] * 50)]
    false = FalseAlarms.of(strengths, recordings, 1.0)
    assert false.per_hour(np.array([logit(0.8)]))[0] == 50.0
    assert len(false.strongest) == 101
    assert false.per_hour(np.array([logit(0.99)]))[0] < TAIL


def test_clips_of_one_recording_share_one_voice() -> None:
    """Ten clips of one dog are one dog."""
    recall = Recall.of([0.9] * 10 + [0.1], ["a"] * 10 + ["b"])
    assert recall.counted(float(logit(0.5))) == pytest.approx(0.5)


def candidate(name: str, false: float, true: float, spread: float = 1.0, n: int = 60) -> Candidate:
    """A unit whose quiet sounds and own sounds lie around two log-odds."""
    rng = np.random.default_rng(len(name))
    quiet = expit(rng.normal(false, spread, n * 10))
    own = expit(rng.normal(true, spread, n))
    return Candidate(
        name,
        FalseAlarms.of(quiet, range(n * 10), 3.0),
        Recall.of(own, [str(i) for i in range(n)]),
    )


@given(st.sampled_from([0.05, 0.2, 0.5, 1.0, 3.0]))
def test_the_budget_is_kept(per_hour: float) -> None:
    """All labels together are expected to be false no more often."""
    several = [candidate("clear", -6, 2), candidate("doubtful", -3, 0), candidate("lost", -1, -1)]
    chosen = spend(several, per_hour)
    assert sum(one.per_hour for one in chosen.values()) <= per_hour
    assert all(FLOOR - 1e-3 <= one.threshold <= CEILING for one in chosen.values())


def test_a_larger_budget_never_finds_less() -> None:
    """In the mean of all."""
    several = [candidate("clear", -6, 2), candidate("doubtful", -3, 0), candidate("lost", -1, -1)]
    found = [
        sum(one.recall or 0.0 for one in spend(several, budget).values())
        for budget in (0.1, 0.5, 2.0, 9.0)
    ]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_false_alarms_are_spent_where_they_find_something() -> None:
    """A label that cannot be told from others is not bought with the budget of one that can."""
    chosen = spend([candidate("clear", -5, 2), candidate("lost", -1, -1)], 0.3)
    assert (chosen["clear"].recall or 0.0) > 0.8
    assert (chosen["lost"].recall or 0.0) < 0.3


def test_what_nobody_has_recordings_of_has_no_part_in_the_budget() -> None:
    """It is announced where it is sure and next to never false, whatever the others may spend."""
    unknown = replace(candidate("unknown", -4, 0), recall=None)
    silent = replace(candidate("silent", -12, 0), recall=None)
    for budget in (0.1, 5.0):
        chosen = spend([candidate("clear", -5, 2), unknown, silent], budget)
        assert chosen["unknown"].threshold >= UNPROVEN_LEAST
        assert chosen["unknown"].per_hour <= UNPROVEN_PER_HOUR
        assert chosen["unknown"].recall is None
        assert chosen["silent"].threshold == pytest.approx(UNPROVEN_LEAST, abs=0.005)


def test_what_nobody_has_recordings_of_and_is_often_false_is_announced_at_the_ceiling() -> None:
    loud = replace(candidate("loud", 6, 0), recall=None)
    assert spend([loud], 1.0)["loud"].threshold == pytest.approx(CEILING)


def test_all_labels_of_a_unit_get_its_threshold() -> None:
    """And every announced label has one."""
    chosen = {unit.name: Chosen(0.5 + 0.01 * i, 0.0, 0.0) for i, unit in enumerate(units())}
    by = by_label(chosen)
    announced_names = {
        one.name for one in load_taxonomy().labels if one.priority.value != "ambient"
    }
    assert by.keys() == announced_names
    assert len({by[name] for name in BY_NAME["hazard_alarm"].labels}) == 1
