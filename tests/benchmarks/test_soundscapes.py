"""Soundscapes: what is placed is placed as said, and what is counted is counted right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.soundscapes import judge, plan
from benchmarks.soundscapes.compose import compose
from benchmarks.soundscapes.filed import is_true, load_filed
from benchmarks.soundscapes.hearing import LABELS, Detection, SceneResult
from benchmarks.soundscapes.material import Material
from benchmarks.soundscapes.spec import Playing, Spec, Truth
from benchmarks.soundscapes.streaming import name
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import Clip, Corpus
from models.ground.level import rms


def clip(path: str, label: str, seconds: float) -> Clip:
    return Clip(path, label, label, "made here", path, seconds, "none", "evaluate", "score")


def made_of(sounds: dict[str, tuple[str, FloatArray]]) -> Material:
    """Material that was never on a disk."""
    clips = {p: clip(p, label, len(x) / SAMPLE_RATE) for p, (label, x) in sounds.items()}
    quiet = [c for c in clips.values() if c.label != "doorbell"]
    salient = [c for c in clips.values() if c.label == "doorbell"]
    beds = dict.fromkeys(plan.ENVIRONMENTS, quiet)
    read = {path: x for path, (_, x) in sounds.items()}
    return Material(Corpus(Path(), tuple(clips.values()), {}), beds, quiet, salient, [], read)


@pytest.fixture(scope="module")
def material() -> Material:
    rng = np.random.default_rng(1)
    t = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    bell = np.sin(2 * np.pi * 700 * t) * np.exp(-t)
    return made_of(
        {
            "hiss.ogg": ("fan", rng.standard_normal(9 * SAMPLE_RATE).astype(np.float32)),
            "rumble.ogg": ("rain", rng.standard_normal(7 * SAMPLE_RATE).astype(np.float32)),
            "bell.ogg": ("doorbell", bell.astype(np.float32)),
        }
    )


def test_a_scene_is_the_same_each_time(material: Material) -> None:
    spec = Spec("false", 3, "street", 20.0, scattered=True)
    one, same = compose(spec, material), compose(spec, material)
    assert np.array_equal(one.samples, same.samples)
    assert one.truth is None and one.playing == same.playing
    other = compose(Spec("false", 4, "street", 20.0, scattered=True), material)
    assert not np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize("level", [-10.0, 0.0, 20.0])
def test_an_event_has_the_level_that_was_asked_for(material: Material, level: float) -> None:
    # The same seed composes the same bed, so what differs is the alarm alone.
    spec = Spec("alarms", 1, "street", 0.0, "rendered:t3_piezo", level)
    scene, bare = (
        compose(spec, material),
        compose(Spec("alarms", 1, "street", 0.0, "rendered:t3_piezo", -200.0), material),
    )
    assert scene.truth is not None
    scale = float(bare.samples[:1000] @ scene.samples[:1000]) / float(
        bare.samples[:1000] @ bare.samples[:1000]
    )
    alarm = scene.samples - scale * bare.samples
    assert scene.truth.label == "smoke_alarm"
    first = slice(
        int(scene.truth.onset * SAMPLE_RATE), int((scene.truth.onset + 0.45) * SAMPLE_RATE)
    )
    measured = 20 * np.log10(rms(alarm[first]) / rms(scale * bare.samples[first]))
    assert measured == pytest.approx(level, abs=3.0)
    before = slice(0, first.start - SAMPLE_RATE // 10)
    assert rms(alarm[before]) < 1e-4


def test_a_real_recording_keeps_its_truth(material: Material) -> None:
    scene = compose(Spec("events", 0, "household", 0.0, "bell.ogg", 10.0), material)
    assert scene.truth is not None
    assert (scene.truth.label, scene.truth.group) == ("doorbell", "doorbell")
    assert 6.0 <= scene.truth.onset <= 9.0 < scene.truth.end + 1.0
    assert len(scene.samples) / SAMPLE_RATE - scene.truth.end > 14.0


def test_an_alarm_that_does_not_begin_with_a_cycle_begins_within_one(material: Material) -> None:
    spec = Spec("alarms", 2, "night", 0.0, "rendered:t4_piezo", 10.0, from_start=False)
    scene = compose(spec, material)
    assert scene.truth is not None
    assert 0.0 <= scene.truth.onset - scene.truth.begun <= 6.0


def test_plans_say_what_is_asked_for(material: Material) -> None:
    assert len(plan.false_alarms(0.5)) == 30
    assert {s.environment for s in plan.false_alarms(0.5)} == set(plan.ENVIRONMENTS)
    assert len(plan.alarms(2)) == 4 * 6 * 2
    assert len(plan.events(5, material)) == 6
    assert len(plan.confusers(1, material)) == 9


def test_another_plan_is_kept_in_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = name(plan.alarms(2))
    assert name(plan.alarms(2)) == before
    assert name(plan.alarms(3)) != before
    monkeypatch.setattr(plan, "FIRST_SEED", 1)
    assert name(plan.alarms(2)) != before


def heard(
    found: tuple[Detection, ...], truth: Truth | None, baselines: list[float] | None = None
) -> SceneResult:
    scores = np.zeros((len(baselines or []), len(LABELS)), np.float16)
    scores[:, LABELS.index("doorbell")] = baselines or []
    playing = (Playing("a.ogg", 0.0, 60.0, 0.0), Playing("b.ogg", 9.0, 12.0, 5.0))
    empty = np.zeros((0, len(LABELS)), np.float16)
    spec = Spec("events", 0, "household", 60.0)
    return SceneResult(spec, 60.0, truth, playing, found, (), (), empty, scores, 0.0)


def found(t: float, label: str, event: int = 1) -> Detection:
    groups = {"alarm": "hazard_alarm", "smoke_alarm": "hazard_alarm"}
    return Detection(event, t, t - 0.5, label, groups.get(label, label), 0.9, "")


BELL = Truth("doorbell", "doorbell", "x", 10.0, 12.0, 10.0)


def test_an_event_counts_in_its_time_and_group_alone() -> None:
    assert judge.first(heard((found(10.4, "doorbell"),), BELL)) is not None
    assert judge.first(heard((found(14.9, "doorbell"),), BELL)) is not None
    assert judge.first(heard((found(15.1, "doorbell"),), BELL)) is None
    assert judge.first(heard((found(9.0, "doorbell"),), BELL)) is None
    assert judge.first(heard((found(10.4, "dog"),), BELL)) is None


def test_a_late_bark_is_timed_by_itself_as_well() -> None:
    dog = Truth("dog", "dog", "x", 10.0, 14.0, 10.0, (10.0, 11.5, 13.0))
    assert judge.since_last_onset(dog, 11.9) == pytest.approx(0.4)
    assert judge.since_last_onset(dog, 11.55) == pytest.approx(1.55)  # too soon to be the second's
    assert judge.since_last_onset(dog, 10.2) == pytest.approx(0.2)
    assert judge.since_last_onset(dog, 9.8) == pytest.approx(-0.2)
    assert judge.since_last_onset(BELL, 10.6) == pytest.approx(0.6)


def test_the_baseline_hears_in_whole_chunks() -> None:
    scores = [0.0] * 30
    scores[10] = 0.85
    scene = heard((), BELL, scores)
    assert judge.baseline_first(scene, judge.FRIGATE) == pytest.approx(11 * 0.975)
    assert judge.baseline_first(scene, 0.9) is None
    assert judge.baseline_best(scene) == pytest.approx(0.85, abs=1e-3)
    early = [0.9] * 5 + [0.0] * 25
    assert judge.baseline_first(heard((), BELL, early), judge.FRIGATE) is None


def test_firings_are_crossings_with_a_cool_down() -> None:
    table = np.zeros((200, len(LABELS)), np.float16)
    column = LABELS.index("doorbell")
    table[[3, 4, 5, 20, 60], column] = 0.9
    assert judge.firings([table], "doorbell", 1.0, 0.8) == 2
    assert judge.firings([table[:50], table[50:]], "doorbell", 1.0, 0.8) == 2
    assert judge.firings([table], "doorbell", 1.0, 0.95) == 0
    assert judge.firings([table], "dog", 1.0, 0.8) == 0


def test_a_false_alarm_names_what_played_and_counts_once() -> None:
    twice = (found(10.0, "alarm"), found(12.0, "smoke_alarm"), found(20.0, "alarm", 2))
    firings = judge.false_alarms([heard(twice, None)])
    assert [(one.label, one.t) for one in firings] == [("alarm", 10.0), ("smoke_alarm", 12.0)]
    assert firings[0].playing == ("b.ogg", "a.ogg")
    assert is_true(firings[0], {("b.ogg", "alarm"): True})
    assert not is_true(firings[0], {("b.ogg", "alarm"): False})
    assert all(isinstance(verdict, bool) for verdict in load_filed().values())


def test_no_alarm_in_thirty_hours_allows_a_tenth_an_hour() -> None:
    assert judge.bound(0, 30.0) == pytest.approx(0.0999, abs=1e-3)
    assert judge.bound(3, 30.0) == pytest.approx(0.258, abs=1e-2)


def test_a_share_of_many_has_an_interval_and_one_of_few_is_told_as_it_is() -> None:
    whole = judge.part([True] * 100, [str(i) for i in range(100)])
    assert whole.low == pytest.approx(0.963, abs=1e-3) and whole.high == 1.0
    assert judge.part([True] * 5 + [False], list("abcdef")).text == "5 of 6"
    # Clips of one recording are no independent proof.
    clustered = judge.part([True] * 50 + [False] * 50, ["a"] * 50 + ["b"] * 50)
    free = judge.part([True] * 50 + [False] * 50, [str(i) for i in range(100)])
    assert clustered.high - clustered.low > free.high - free.low
