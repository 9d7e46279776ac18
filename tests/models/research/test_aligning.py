"""Word time stamps: by attention, by CTC and by posteriors, against what was placed."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch

from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from models import align, decode
from models.research.aligning import (
    Sounding,
    Stamp,
    by_attention,
    by_posteriors,
    by_tokens,
    judge_alignment,
    stamps,
    stretch,
)
from models.research.event_tokens import EventTokens
from models.research.lessons import Lessons, Scale, heard, vocabulary
from models.research.memory import Memory
from models.research.recipe import DecoderName, Recipe
from models.research.system import System, built
from models.research.trained import Trained
from models.research.training import Budget, train
from tests.models.research.made import DOG, DOORBELL, RAIN, scenes
from tests.models.research.test_systems import decoder_of, memory_of

ROW = 0.08


@pytest.mark.parametrize("name", get_args(DecoderName))
@torch.no_grad()
def test_attention_is_a_share_of_the_rows_for_each_next_word(name: DecoderName) -> None:
    decoder, memory = decoder_of(name), memory_of(rows=130)
    tokens = torch.randint(2, 11, (3, 7))
    weights = decoder.attend(memory, tokens)
    assert weights.shape == (3, 6, 125)
    torch.testing.assert_close(weights.sum(dim=2), torch.ones(3, 6), atol=1e-4, rtol=0.0)
    short = decoder.attend(memory_of(rows=40), tokens)
    assert short.shape == (3, 6, 40)
    torch.testing.assert_close(short.sum(dim=2), torch.ones(3, 6), atol=1e-4, rtol=0.0)
    # Asking for it changes nothing of what is said.
    assert decoder.decode(memory, 2) == decoder_of(name).decode(memory, 2)


def test_a_word_sounds_around_its_strongest_row() -> None:
    weights = np.array([0.3, 0.02, 0.2, 0.5, 0.26, 0.02, 0.4])
    assert stretch(weights, first=3) == (pytest.approx(6 * ROW), pytest.approx(8 * ROW))


def test_stamps_belong_to_the_words_that_were_said() -> None:
    decoder, memory = decoder_of("gru"), memory_of(rows=130)
    system = System(torch.nn.Identity(), decoder, None, 0.0)  # type: ignore[arg-type]
    words = [f"w{i}" for i in range(11)]
    said = [[4, 5, 6], [], [7]]
    found = stamps(system, memory, said, words, style=2)
    assert [[one.word for one in row] for row in found] == [["w4", "w5", "w6"], [], ["w7"]]
    assert all(0.4 <= one.start < one.end <= 10.4 + 1e-6 for row in found for one in row)
    assert stamps(system, memory, [[], [], []], words, style=2) == [[], [], []]


def test_a_sound_begins_where_its_first_word_does() -> None:
    sentence = [
        Stamp("a", 0.0, 1.0), Stamp("dog", 2.0, 2.5), Stamp("barks", 2.1, 2.6),
        Stamp(",", 0.0, 9.0), Stamp("then", 0.0, 9.0), Stamp("a", 5.0, 6.0),
        Stamp("doorbell", 7.0, 7.5), Stamp("rings", 7.0, 7.2), Stamp(".", 0.0, 9.0),
    ]  # fmt: skip
    first, second = by_attention(sentence)
    assert "dog" in first.labels and first.onset in (0.0, 2.0)
    assert "doorbell" in second.labels and second.onset in (5.0, 7.0)
    assert by_attention([]) == []


def test_tokens_fire_in_a_row_and_posteriors_pass_a_threshold() -> None:
    names = load_taxonomy().names
    head = EventTokens(4, 3)
    with torch.no_grad():
        head.tokens.weight.copy_(torch.eye(4))
        head.tokens.bias.zero_()
    path = torch.tensor([[0, 1, 1, 0, 3, 3, 0, 3]])
    rows = torch.nn.functional.one_hot(path, 4).float() * 20.0
    assert head.fired(Memory(rows, rows[:, :, :3])) == [[(0, 1), (2, 4), (2, 7)]]
    dog = names.index("dog")
    (found,) = by_tokens([(dog, 25)])
    assert "dog" in found.labels and found.onset == pytest.approx(2.0)
    events = np.full((128, len(names)), -9.0, np.float32)
    events[25:40, dog] = 5.0
    (there,) = by_posteriors(events, 0.3)
    assert "dog" in there.labels and there.onset == pytest.approx(2.0, abs=0.3)
    # One row alone is no sound.
    events[:, dog] = -9.0
    events[25, dog] = 0.2
    assert by_posteriors(events, 0.3) == []


def test_right_is_what_fits_and_is_in_time() -> None:
    truth = [(DOG, RAIN, DOORBELL)]
    dog, bell = frozenset({"dog"}), frozenset({"doorbell"})
    exact = judge_alignment([[Sounding(dog, 1.0), Sounding(bell, 5.2)]], truth)
    assert exact.within.value == 1.0 and exact.errors == pytest.approx((0.0, 0.2))
    late = judge_alignment([[Sounding(dog, 3.0), Sounding(bell, 5.0)]], truth)
    assert late.within.value == pytest.approx(0.5) and max(late.errors) == pytest.approx(2.0)
    bed = judge_alignment([[Sounding(frozenset({"rain"}), 0.0), Sounding(dog, 1.0)]], truth)
    assert bed.within.value == pytest.approx(2 / 3)
    twice = judge_alignment([[Sounding(dog, 1.0), Sounding(dog, 4.0), Sounding(bell, 5.0)]], truth)
    assert twice.within.value == pytest.approx(0.8)
    nothing = judge_alignment([[]], truth)
    assert nothing.within.value == 0.0 and nothing.line() == "no event found, of 2"
    assert "p50 0.00 s" in judge_alignment([[Sounding(dog, 1.0)]], truth).line()


@pytest.fixture(scope="module")
def learnt() -> Trained:
    """A system that knows a few scenes by heart."""
    examples = scenes(6)
    frames = heard(examples, "logmel")
    scale, words = Scale.measured("logmel", frames), vocabulary()
    drawn = Lessons(examples, frames, scale, words, seed=1)
    recipe = Recipe(
        encoder="transformer", decoder="gru", width=32, hidden=64, batch=6, rate=5e-3, ctc=0.2
    )
    some = torch.from_numpy(scale.of(frames))
    system = built(recipe, len(load_taxonomy().labels), len(words), some)
    train(system, lambda: drawn.draw(6), recipe, Budget(steps=150))
    return Trained(recipe, system, scale)


@pytest.mark.slow
def test_what_was_learnt_is_placed_in_time(learnt: Trained) -> None:
    ways, captions = align.align(learnt, scenes(6))
    assert set(ways) == {"attention", "posteriors", "CTC"}
    # The dogs begin with their noise; the scenes of bells differ from the first moment on.
    assert sum(abs(one) <= 0.2 for one in ways["posteriors"].errors) >= 3
    assert len(ways["attention"].errors) >= 4
    assert all(caption for caption in captions)


@pytest.mark.slow
def test_a_system_is_taken_up_as_it_was_kept(learnt: Trained, tmp_path: Path) -> None:
    path = tmp_path / "one.pt"
    learnt.keep(path)
    again = Trained.read(path)
    assert again.recipe == learnt.recipe and again.scale == learnt.scale
    frames = torch.randn(1, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(
            again.system.encoder.hear(frames), learnt.system.encoder.hear(frames)
        )
    with pytest.raises(EdgeAacError, match="train it with"):
        Trained.read(tmp_path / "none.pt")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(EdgeAacError, match="train it anew"):
        Trained.read(path)


def test_ways_of_decoding_are_told_in_words() -> None:
    assert next(iter(decode.ways(["<pad>"]))) == "greedy"
    from models.research.judging import naming

    texts = ["A dog barks.", ""]
    words = decode.line(texts, naming(texts, [(DOG,), (DOORBELL,)]))
    assert words.startswith("event F1 0.667 (") and "1 empty" in words and "self-BLEU" in words
