"""Scenes for judging: known sounds at known times, from given clips only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.types import SAMPLE_RATE
from models.evaluation.reader import rivals
from models.evaluation.staged import BEDS, LEVELS_DB, SECONDS, Staged, stage
from models.ground.corpus import Clip, Corpus

LABELS = ("dog", "cat", "cow", "smoke_alarm", "fire_alarm", "sneezing", "rain", "traffic")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Two recordings a label: two bursts of noise in a near silence, or noise throughout."""
    folder: Path = tmp_path_factory.mktemp("recordings")
    rng = np.random.default_rng(4)
    clips: list[Clip] = []
    for label in (*LABELS, "background", "rir"):
        for take in (1, 2):
            samples = rng.standard_normal(4 * SAMPLE_RATE) * 0.1
            if label not in BEDS:
                samples[: SAMPLE_RATE // 2] *= 0.001
                samples[SAMPLE_RATE : 2 * SAMPLE_RATE] *= 0.001
                samples[3 * SAMPLE_RATE :] *= 0.001
            path = f"{label}-{take}.wav"
            soundfile.write(folder / path, samples.astype(np.float32), SAMPLE_RATE)
            group = f"{label}:{take}"
            clips.append(Clip(path, label, label, "made", group, 4.0, "CC0", "evaluate", "score"))
    return Corpus(folder, tuple(clips), {})


@pytest.fixture(scope="module")
def scenes(recordings: Corpus) -> list[Staged]:
    return stage(recordings, recordings.clips, 80, seed=3)


def test_the_same_seed_gives_the_same_scenes(recordings: Corpus, scenes: list[Staged]) -> None:
    again = stage(recordings, recordings.clips, 5, seed=3)
    for one, other in zip(scenes, again, strict=False):
        assert one.events == other.events
        assert np.array_equal(one.samples, other.samples)
    assert stage(recordings, recordings.clips, 1, seed=4)[0].events != again[0].events


def test_a_scene_lasts_ten_seconds_and_does_not_clip(scenes: list[Staged]) -> None:
    for scene in scenes:
        assert scene.samples.shape == (int(SECONDS * SAMPLE_RATE),)
        assert scene.samples.dtype == np.float32
        assert 0.2 < float(np.abs(scene.samples).max()) < 0.75


def test_two_or_three_events_lie_wholly_in_a_scene_in_order(scenes: list[Staged]) -> None:
    assert {len(scene.events) for scene in scenes} == {2, 3}
    for scene in scenes:
        onsets = [event.onset for event in scene.events]
        assert onsets == sorted(onsets)
        assert all(0.0 <= e.onset < e.end <= SECONDS for e in scene.events)
        assert all(0.1 <= e.end - e.onset <= 3.05 for e in scene.events)


def test_no_two_sounds_of_a_scene_are_rivals(scenes: list[Staged]) -> None:
    for scene in scenes:
        labels = [e.label for e in scene.events] + ([scene.bed] if scene.bed else [])
        pairs = [(a, b) for i, a in enumerate(labels) for b in labels[i + 1 :]]
        assert not any(rivals(a, b) for a, b in pairs)


def test_events_are_as_much_louder_than_the_bed_as_they_say(scenes: list[Staged]) -> None:
    measured = 0
    for scene in scenes:
        bed = np.ones(len(scene.samples), bool)
        for event in scene.events:
            # The recordings are nearly silent between their bursts.
            bed[max(0, _at(event.onset - 0.1)) : _at(event.end + 0.1)] = False
        for event in scene.events:
            assert LEVELS_DB[0] <= event.level_db <= LEVELS_DB[1]
            others = [e for e in scene.events if e is not event]
            if any(e.onset < event.end and e.end > event.onset for e in others):
                continue
            sounding = np.concatenate([scene.samples[_at(a) : _at(b)] for a, b in event.stretches])
            ratio = np.mean(sounding**2) / np.mean(scene.samples[bed] ** 2)
            # What is measured is event and bed together.
            expected = 10 * np.log10(10 ** (event.level_db / 10) + 1)
            assert 10 * np.log10(ratio) == pytest.approx(expected, abs=1.5)
            measured += 1
    assert measured > 80


def _at(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE)


def test_labels_and_recordings_are_drawn_about_equally_often(scenes: list[Staged]) -> None:
    drawn = Counter(event.label for scene in scenes for event in scene.events)
    assert set(drawn) == set(LABELS)
    assert max(drawn.values()) < 2 * min(drawn.values())


def test_only_the_given_clips_are_heard(recordings: Corpus) -> None:
    given = [c for c in recordings.clips if c.group.endswith(":1")]
    scenes = stage(recordings, given, 30)
    assert {g for scene in scenes for g in scene.recordings} <= {c.group for c in given}


def test_the_group_is_the_first_events_recording(scenes: list[Staged]) -> None:
    for scene in scenes:
        assert scene.group.split(":")[0] == scene.events[0].label
        assert scene.group in scene.recordings


def test_some_beds_are_noise_and_others_are_named(scenes: list[Staged]) -> None:
    beds = Counter(scene.bed for scene in scenes)
    assert {None, "rain", "traffic"} == set(beds)
    assert 0.1 < beds[None] / len(scenes) < 0.45


def test_the_truth_can_be_told_by_a_grammar(scenes: list[Staged]) -> None:
    scene = next(s for s in scenes if s.bed == "rain")
    timeline = scene.timeline()
    assert [e.label for e in timeline.events] == [*(e.label for e in scene.events), "rain"]
    assert timeline.events[-1].role == "background"


def test_too_few_labels_are_refused(recordings: Corpus) -> None:
    dogs = [c for c in recordings.clips if c.label in ("dog", "cat")]
    with pytest.raises(ValueError, match="give clips of more labels"):
        stage(recordings, dogs, 20)
