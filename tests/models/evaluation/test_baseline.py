"""The baseline hears whole clips, remembers what it heard, and is judged by fair classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.baseline.scores import (
    BASELINE_CLASSES,
    BaselineScores,
    baseline_names,
    hear_with_baseline,
    top_name,
)
from models.evaluation.confusion import announced
from models.ground.corpus import Corpus
from tests.models.evaluation.conftest import MakeClip


class Silent:
    """A corpus of one second of silence per clip."""

    folder = Path()

    def read(self, _clip: object) -> np.ndarray:
        return np.zeros(16_000, np.float32)


class Counting:
    """A teacher that scores every window alike and counts the clips."""

    asked = 0

    def __init__(self, folder: Path) -> None:
        pass

    def scores(self, samples: np.ndarray) -> np.ndarray:
        Counting.asked += 1
        return np.full(((len(samples) - 15_600) // 7_800 + 1, 521), 0.25, np.float32)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> type[Counting]:
    monkeypatch.setattr("models.baseline.scores.Teacher", Counting)
    monkeypatch.setattr(Counting, "asked", 0)
    return Counting


def test_every_announced_label_has_classes_and_no_other_has() -> None:
    assert set(BASELINE_CLASSES) == set(announced())
    assert all(BASELINE_CLASSES.values())


def test_a_label_is_scored_by_its_best_class_in_its_best_window(make_clip: MakeClip) -> None:
    names = ("Speech", *BASELINE_CLASSES["dog"])
    scores = np.zeros((3, len(names)), np.float32)
    scores[:, 0] = 0.9
    scores[1, 2] = 0.75
    assert BaselineScores(make_clip("dog"), scores).score("dog", names) == 0.75


def test_the_baselines_caption_is_the_class_with_the_highest_mean_and_never_silence() -> None:
    scores = np.array([[0.1, 0.9, 0.8], [0.6, 0.9, 0.0]], np.float32)
    assert top_name(scores, ("Knock", "Silence", "Dog")) == "Dog"
    assert top_name(scores, ("Dog", "Knock", "Silence")) == "Knock"


def test_scores_that_do_not_fit_the_class_map_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit 2 class names"):
        top_name(np.zeros((1, 3), np.float32), ("Dog", "Silence"))


def test_a_clips_last_samples_fill_a_window(make_clip: MakeClip, counting: type[Counting]) -> None:
    (heard,) = hear_with_baseline(Silent(), [make_clip("dog")])  # type: ignore[arg-type]
    assert heard.scores.shape == (2, 521)  # 16,000 samples: 400 more than the first window
    assert heard.scores.dtype == np.float32
    assert counting.asked == 1


def test_what_was_heard_once_is_read_from_the_cache(
    make_clip: MakeClip, counting: type[Counting], tmp_path: Path
) -> None:
    clips = [make_clip("dog", 1), make_clip("dog", 2)]
    first = hear_with_baseline(Silent(), clips, tmp_path)  # type: ignore[arg-type]
    again = hear_with_baseline(Silent(), clips, tmp_path)  # type: ignore[arg-type]
    assert counting.asked == 2
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.scores, other.scores)


@pytest.mark.parametrize("damage", ["cut", "no archive", "flipped", "other length", "other key"])
def test_a_cache_that_is_damaged_or_of_another_clip_is_made_again(
    make_clip: MakeClip, counting: type[Counting], tmp_path: Path, damage: str
) -> None:
    clips = [make_clip("dog")]
    (whole,) = hear_with_baseline(Silent(), clips, tmp_path)  # type: ignore[arg-type]
    kept = tmp_path / "audio" / "1.npz"
    content = kept.read_bytes()
    if damage == "cut":
        kept.write_bytes(content[: len(content) // 2])
    elif damage == "no archive":
        kept.write_bytes(b"not an archive")
    elif damage == "flipped":
        middle = len(content) // 2 - 40
        kept.write_bytes(
            content[:middle] + bytes(255 - b for b in content[middle:-80]) + content[-80:]
        )
    elif damage == "other length":
        np.savez(kept, scores=np.zeros((9, 521), np.float32))
    else:
        np.savez(kept, figures=np.zeros((2, 521), np.float32))
    (again,) = hear_with_baseline(Silent(), clips, tmp_path)  # type: ignore[arg-type]
    np.testing.assert_array_equal(again.scores, whole.scores)
    assert counting.asked == 2
    hear_with_baseline(Silent(), clips, tmp_path)  # type: ignore[arg-type]
    assert counting.asked == 2


@pytest.mark.data
def test_every_class_is_in_the_class_map(corpus: Corpus) -> None:
    names = baseline_names(corpus.folder)
    assert len(names) == 521
    assert {name for classes in BASELINE_CLASSES.values() for name in classes} <= set(names)


@pytest.mark.data
def test_the_baseline_hears_real_clips(corpus: Corpus) -> None:
    names = baseline_names(corpus.folder)
    wanted = ("dog", "crying_baby", "siren")
    rows = [clip for clip in corpus.select(None, "fold4") if clip.source == "esc50"]
    clips = [next(clip for clip in rows if clip.label == label) for label in wanted]
    for heard in hear_with_baseline(corpus, clips):
        # Five seconds are 80,000 samples: nine windows hold 78,000, the tenth the rest.
        assert heard.scores.shape == (10, 521)
        assert heard.scores.min() >= 0
        assert heard.scores.max() <= 1
        best = max(wanted, key=lambda label: heard.score(label, names))
        assert best == heard.clip.label
        assert top_name(heard.scores, names) != "Silence"
