"""Scenes from real recordings: only those that may train, at the times that are told."""

from __future__ import annotations

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.data.compose import Composer
from models.data.recipe import Recipe
from models.ground.corpus import Clip, Corpus
from models.synthesis.room import far

pytestmark = pytest.mark.data


class Reader:
    """Reads clips as they are asked for, and remembers which."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.asked: set[str] = set()

    def __getitem__(self, clip: Clip) -> FloatArray:
        self.asked.add(clip.path)
        return self._corpus.read(clip)


@pytest.fixture(scope="module")
def composer(corpus: Corpus) -> Composer:
    few = corpus.select("train", "dev")
    rooms = [c for c in corpus.select("train", "train") if c.label in ("rir", "rain", "babble")]
    return Composer(Reader(corpus), few, rooms[:40], Recipe(), synthesised=0.3)


def test_every_esc50_name_is_among_the_labels(corpus: Corpus) -> None:
    esc = {clip.raw_label for clip in corpus.clips if clip.source == "esc50"}
    assert len(esc) == 50
    assert esc <= set(load_taxonomy().names)


def test_groups_and_priorities_are_those_of_the_data(corpus: Corpus) -> None:
    labels = {clip.label for clip in corpus.clips} - {"background", "rir"}
    assert labels <= set(load_taxonomy().names)


def test_no_recording_trains_and_is_scored(corpus: Corpus) -> None:
    trained = {c.group for c in corpus.select("train", "train", "dev", "fold4")}
    assert not trained & {c.group for c in corpus.select(None, "score", "calibrate")}
    twin = {c.group for c in corpus.select("train", "train", "dev")}
    assert not twin & {c.group for c in corpus.select(None, "fold4")}


def test_excluded_recordings_are_left_out(corpus: Corpus) -> None:
    assert not [clip.path for clip in corpus.clips if "own_alarm" in clip.path]


@pytest.mark.parametrize("seed", range(6))
def test_a_scene_sounds_when_its_timeline_says(composer: Composer, seed: int) -> None:
    scene = composer.scene(np.random.default_rng(seed))
    seconds = len(scene.samples) / SAMPLE_RATE
    assert np.isfinite(scene.samples).all() and np.abs(scene.samples).max() <= 1.0
    names = load_taxonomy().names
    for sound in scene.placed:
        assert sound.label in names
        assert 0.0 <= sound.onset <= sound.end <= seconds + 1e-6
        assert all(a < b for a, b in sound.stretches)


@pytest.mark.parametrize("seed", range(6))
def test_a_single_holds_one_sound_at_most(composer: Composer, seed: int) -> None:
    scene = composer.single(np.random.default_rng(seed))
    assert len(scene.samples) == round(Recipe().single_seconds * SAMPLE_RATE)
    assert len({sound.label for sound in scene.placed}) <= 1


def test_the_same_seed_gives_the_same_scene(composer: Composer) -> None:
    a, b = (composer.scene(np.random.default_rng(9)) for _ in range(2))
    np.testing.assert_array_equal(a.samples, b.samples)
    assert a.placed == b.placed


@pytest.mark.parametrize("seed", range(6))
def test_in_company_a_single_has_one_event_and_at_most_one_background(
    corpus: Corpus, seed: int
) -> None:
    rows = [c for c in corpus.select("train", "train") if c.label in ("rir", "rain", "babble")]
    recipe = Recipe(company=1.0)
    composer = Composer(Reader(corpus), corpus.select("train", "dev"), rows[:40], recipe)
    scene = composer.single(np.random.default_rng(seed))
    roles = [sound.role for sound in scene.placed]
    assert roles.count("event") <= 1 and roles.count("background") <= 1
    for sound in scene.placed:
        if sound.role == "background":
            assert (sound.onset, sound.end) == (0.0, recipe.single_seconds)


def test_what_is_far_away_is_duller_and_as_strong() -> None:
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(SAMPLE_RATE).astype(np.float32)
    dull = far(noise, rng)
    power = np.abs(np.fft.rfft(dull)) ** 2, np.abs(np.fft.rfft(noise)) ** 2
    treble = [float(p[6000:].sum() / p.sum()) for p in power]
    assert treble[0] < 0.3 * treble[1]
    assert np.std(dull) == pytest.approx(np.std(noise), rel=0.05)


def test_a_scene_says_what_was_put_far_away(corpus: Corpus) -> None:
    rows = [c for c in corpus.select("train", "train") if c.label in ("rir", "rain", "babble")]
    recipe = Recipe(distance=1.0)
    composer = Composer(Reader(corpus), corpus.select("train", "dev"), rows[:40], recipe)
    scenes = [composer.scene(np.random.default_rng(seed)) for seed in range(8)]
    events = [s for scene in scenes for s in scene.placed if s.role == "event"]
    assert {sound.distance for sound in events} == {"near", "far"}
    assert all(s.level_db <= 8.0 for s in events if s.distance == "far")


def test_a_wild_sound_is_told_nothing_about(composer: Composer) -> None:
    drawn = [composer.wild(np.random.default_rng(seed)) for seed in range(12)]
    assert all(scene.unknown and not scene.complete and not scene.placed for scene in drawn)
    assert all(len(scene.samples) == int(5.12 * SAMPLE_RATE) for scene in drawn)
    assert all(np.isfinite(scene.samples).all() and scene.samples.any() for scene in drawn)


def test_what_is_rendered_can_be_chosen(corpus: Corpus) -> None:
    few = corpus.select("train", "dev")[:20]
    sirens = Composer(Reader(corpus), few, [], Recipe(), synthesised=1.0, rendered=("siren",))
    scenes = [sirens.single(np.random.default_rng(seed)) for seed in range(8)]
    assert {p.label for scene in scenes for p in scene.placed} == {"siren"}
