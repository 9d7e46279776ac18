"""What a caption is worth against a staged scene."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from edge_aac.types import FloatArray, Style
from models.data.scene import Placed
from models.evaluation.reader import read_phrases, word_reader
from models.evaluation.scenes import judge_scenes, judge_texts, read
from models.evaluation.staged import Staged

WORDS = word_reader(
    {
        "dog": ("dog", "bark"), "cat": ("cat", "meow"), "sneezing": ("sneez",), "rain": ("rain",),
        "cow": ("cow", "moo"), "siren": ("siren",),
    }
)  # fmt: skip


def placed(label: str, onset: float, end: float) -> Placed:
    return Placed(label, onset, end, 12.0, None, "event", None, ((onset, end),))


def scene(*events: Placed, bed: str | None = "rain", group: str = "a") -> Staged:
    return Staged(np.zeros(160_000, np.float32), events, bed, group, frozenset({group}))


TURNS = scene(placed("dog", 1.0, 2.0), placed("cat", 4.0, 5.0))


def test_found_sounds_and_true_mentions_are_counted() -> None:
    reading = read("A dog barks, then a cat meows.", TURNS, read_phrases)
    assert (reading.true, reading.bed, reading.invented) == (2, 0, 0)
    assert reading.found == (True, True)
    assert (reading.pairs, reading.agree, reading.stated) == (1, True, True)


def test_a_mention_of_the_bed_is_neither_true_nor_false() -> None:
    reading = read("A dog barks over rain.", TURNS, read_phrases)
    assert (reading.true, reading.bed, reading.invented) == (1, 1, 0)
    assert reading.found == (True, False)
    figures = judge_texts(["A dog barks over rain."], [TURNS], WORDS)
    for naming in figures.namings.values():
        assert naming.precision.value == 1.0
        assert naming.recall.value == 0.5
        assert naming.f1.value == pytest.approx(2 / 3)
        assert naming.invented.n == 2


def test_over_a_bed_of_noise_rain_is_invented() -> None:
    bare = scene(*TURNS.events, bed=None)
    assert read("A dog barks over rain.", bare, read_phrases).invented == 1


def test_what_did_not_sound_is_invented() -> None:
    reading = read("A cow moos while a siren wails.", TURNS, read_phrases)
    assert (reading.true, reading.invented) == (0, 2)
    assert reading.found == (False, False)
    assert reading.pairs == 0


def test_after_turns_the_order_of_mentions_round() -> None:
    right = read("A cat meows after a dog barks.", TURNS, WORDS)
    assert (right.agree, right.stated) == (True, True)
    wrong = read("A dog barks after a cat meows.", TURNS, WORDS)
    assert (wrong.pairs, wrong.agree, wrong.stated) == (1, False, False)


def test_while_agrees_by_its_mentions_but_states_no_order() -> None:
    reading = read("A dog barks while a cat meows.", TURNS, read_phrases)
    assert (reading.agree, reading.stated) == (True, False)
    reading = read("A cat meows while a dog barks.", TURNS, read_phrases)
    assert (reading.agree, reading.stated) == (False, False)


def test_a_wrong_order_is_wrong() -> None:
    reading = read("A cat meows, then a dog barks.", TURNS, read_phrases)
    assert (reading.pairs, reading.agree, reading.stated) == (1, False, False)


def test_sounds_at_one_time_have_no_order_to_tell() -> None:
    together = scene(placed("dog", 1.0, 3.0), placed("cat", 1.8, 4.0))
    close = scene(placed("dog", 1.0, 1.2), placed("cat", 1.3, 3.0))
    for one in (together, close):
        assert read("A cat meows, then a dog barks.", one, read_phrases).pairs == 0


@dataclass(frozen=True)
class Said:
    text: str


class Parrot:
    """Says the same of everything."""

    def caption(self, samples: FloatArray) -> Said:
        assert samples.shape == (160_000,)
        return Said("A dog barks.")


@pytest.fixture(scope="module")
def many() -> list[Staged]:
    labels = ("dog", "cat", "sneezing", "cow", "siren")
    return [
        scene(
            placed(labels[i % 5], 1.0, 2.0),
            placed(labels[(i + 1 + i // 5 % 4) % 5], 5.0, 7.0),
            group=str(i),
        )
        for i in range(40)
    ]


def test_ears_are_judged_beside_what_the_grammar_says_of_the_truth(many: list[Staged]) -> None:
    figures = judge_scenes(Parrot(), many, WORDS)
    truth = figures.ideal
    assert truth is not None
    assert truth.namings["phrases"].f1.value == 1.0
    assert truth.namings["phrases"].order_right.value == 1.0
    assert figures.namings["phrases"].recall.value == pytest.approx(0.2)
    assert figures.namings["words"].as_json() == figures.namings["phrases"].as_json()
    assert truth.wordings["seen"].mean_cider > 2 * figures.wordings["seen"].mean_cider


def test_held_out_phrasings_are_far_from_what_training_says(many: list[Staged]) -> None:
    truth = judge_scenes(Parrot(), many, WORDS).ideal
    assert truth is not None
    assert truth.wordings["held_out"].mean_cider < 0.3 * truth.wordings["seen"].mean_cider


def test_everything_is_told_as_json_with_examples(many: list[Staged]) -> None:
    row = judge_scenes(Parrot(), many, WORDS).as_json()
    assert (row["scenes"], row["groups"], row["distinct_words"]) == (40, 40, 3)
    assert row["words_a_sentence"] == {"mean": 3.0, "p95": 3.0, "within_8": 1.0}
    assert set(row["naming"]) == {"phrases", "words"}
    assert set(row["wording"]) == set(row["ideal"]["wording"]) == {"seen", "held_out"}
    kinds = [example["kind"] for example in row["examples"]]
    assert kinds == ["best"] * 10 + ["worst"] * 10
    assert row["examples"][0]["caption"] == "A dog barks."
    assert "dog 1.0-2.0 s, 12 dB" in str(row["examples"][0]["events"])


def test_only_normal_sentences_are_asked_to_keep_to_eight_words(many: list[Staged]) -> None:
    texts = ["A dog barks."] * len(many)
    row = judge_texts(texts, many, WORDS, Style.DETAILED).as_json()
    assert "within_8" not in row["words_a_sentence"]


def test_as_many_captions_as_scenes_are_needed() -> None:
    with pytest.raises(ValueError, match="2 captions do not fit 1 scenes"):
        judge_texts(["A dog.", "A cat."], [TURNS], WORDS)
    with pytest.raises(ValueError, match="0 captions do not fit 0 scenes"):
        judge_texts([], [], WORDS)
