"""Scenes from the cache, and the batches that are drawn from them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from models.research.examples import FULL_SCALE, ROWS, SAMPLES, Examples
from models.research.lessons import Lessons, Scale, heard, rarity, vocabulary
from models.research.memory import ENDED, PADDED, numbers
from tests.models.research.made import DOG, DOORBELL, RAIN, lessons, scenes


def test_scenes_that_are_kept_are_read_and_not_composed_again(tmp_path: Path) -> None:
    made = scenes(2)
    folder = tmp_path / "research"
    folder.mkdir()
    np.save(folder / "dev-2-7.npy", made.samples)
    rows = [[one.as_json() for one in scene] for scene in made.placed]
    (folder / "dev-2-7.json").write_text(json.dumps(rows))
    read = Examples.composed("dev", 2, 7, cache=tmp_path, data=tmp_path / "none")
    assert read.placed == [tuple(scene) for scene in made.placed]
    np.testing.assert_array_equal(read.samples, made.samples)
    assert read.wave(1).max() == pytest.approx(made.samples[1].max() / FULL_SCALE)


def test_truth_is_what_was_placed() -> None:
    index = load_taxonomy().index
    placed = [(RAIN, DOORBELL, DOG), ()]
    examples = Examples(np.zeros((2, SAMPLES), np.int16), placed)
    assert examples.orders() == [[index("dog"), index("doorbell")], []]
    active = examples.active()
    assert active.shape == (2, ROWS, len(load_taxonomy().labels))
    assert active[0, :, index("rain")].all() and not active[1].any()
    assert np.flatnonzero(active[0, :, index("dog")])[[0, -1]].tolist() == [12, 24]


def test_a_batch_is_of_different_scenes_with_sentences_about_them() -> None:
    words = vocabulary()
    batch = lessons(6).draw(6)
    assert sorted(batch.lengths.tolist()) == [1] * 6
    dog = load_taxonomy().index("dog")
    for i in range(6):
        said = [words[one] for one in batch.tokens[i].tolist() if one != PADDED]
        assert said[0].startswith("<") and said[-1] == words[ENDED] and len(said) > 3
        has_dog = bool(batch.active[i, :, dog].max() > 0)
        assert int(batch.order[i, 0]) - 1 == (dog if has_dog else load_taxonomy().index("doorbell"))


def test_frames_of_scenes_that_are_alike_have_a_mean_of_nought_and_a_spread_of_one() -> None:
    frames = np.random.default_rng(1).normal(-7.0, 3.0, (9, 64, 64)).astype(np.float16)
    scaled = Scale.measured("logmel", frames).of(frames)
    assert float(scaled.mean()) == pytest.approx(0.0, abs=0.05)
    assert float(scaled.std()) == pytest.approx(1.0, abs=0.05)
    assert Scale.measured("tagger", frames) == Scale(-4.5, 5.0)


def test_masks_hide_frames_and_bands_and_nothing_without_them() -> None:
    plain = drawing(0.0).draw(6).frames
    hidden = drawing(0.3).draw(6).frames
    assert float((plain == 0).float().mean()) < 0.01
    share = float((hidden == 0).float().mean())
    assert 0.05 < share < 0.51
    assert bool((hidden == 0).all(dim=2).any()) and bool((hidden == 0).all(dim=1).any())


def drawing(masked: float) -> Lessons:
    """Lessons with masks."""
    examples = scenes(6)
    frames = heard(examples, "logmel")
    scale = Scale.measured("logmel", frames)
    return Lessons(examples, frames, scale, vocabulary(), seed=1, masked=masked, balanced=True)


def test_scenes_of_rare_labels_come_more_often() -> None:
    present = np.zeros((10, 3), np.uint8)
    present[:8, 0] = present[8, 1] = 1
    shares = rarity(present)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[8] == pytest.approx(8**0.5 * shares[0])
    assert shares[9] == pytest.approx(shares[0])


def test_samples_stay_as_they_are() -> None:
    made = scenes(1)
    frames = heard(made, "wave")
    assert frames.shape == (1, 1024, 160) and Scale.measured("wave", frames) == Scale(0.0, 1.0)
    np.testing.assert_allclose(frames.reshape(-1), made.wave(0), atol=1e-3)


def test_silence_has_a_scale() -> None:
    silent = Examples(np.zeros((1, SAMPLES), np.int16), [()])
    frames = heard(silent, "logmel")
    assert np.isfinite(Scale.measured("logmel", frames).of(frames)).all()


def test_a_vocabulary_begins_with_padding_and_end() -> None:
    assert numbers(vocabulary())["<end>"] == ENDED
    with pytest.raises(ValueError, match="begins with"):
        numbers(["a", "b"])
