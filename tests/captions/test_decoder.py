"""The decoder: one token a step, no loops, an end, and the memory as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge_aac.captions.decoder import MOST_STEPS, MOST_WORDS, Decoder, DecoderState
from edge_aac.captions.vocabulary import END, PUNCTUATION, SPECIAL, Vocabulary
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.types import FloatArray, Style
from models.grammar import tokenize
from tests.bundle.tiny import MEMORY, NOUNS, TOKENS, WIDTH, decoder_model, encoder_model
from tests.thoroughness import examples

WORDS = ("a", "dog", "barks", "again", "and", "cat", "meows", ",", ".")
VOCABULARY = Vocabulary((*SPECIAL, *WORDS))
SIZE = len(VOCABULARY)
ROWS = 6


class Script:
    """A network that prefers the tokens of a script, in the order of its steps.

    The hidden state counts the steps, so decoding must carry it.
    """

    def __init__(self, prefer: Callable[[int, dict[str, NDArray[np.generic]]], FloatArray]) -> None:
        self._prefer = prefer
        self.seen: list[dict[str, NDArray[np.generic]]] = []

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        return {"token": (1,), "hidden": (1, 2), "memory": (1, ROWS, 3), "mask": (1, ROWS)}

    @property
    def outputs(self) -> Sequence[str]:
        return ["logits", "next_hidden"]

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        self.seen.append(dict(feeds))
        hidden = np.asarray(feeds["hidden"], np.float32)
        logits = self._prefer(int(hidden[0, 0]), dict(feeds))
        return [logits[None].astype(np.float32), hidden + np.float32(1)]


def says(text: str, then: str = END) -> Script:
    tokens = [*tokenize(text), then]

    def prefer(step: int, _: object) -> FloatArray:
        logits = np.zeros(SIZE, np.float32)
        logits[VOCABULARY[tokens[min(step, len(tokens) - 1)]]] = 9.0
        return logits

    return Script(prefer)


def repeats(text: str) -> Script:
    """Wants to say the same for ever."""
    tokens = tokenize(text)

    def prefer(step: int, _: object) -> FloatArray:
        logits = np.linspace(1.0, 0.0, SIZE, dtype=np.float32)
        logits[VOCABULARY[tokens[step % len(tokens)]]] = 9.0
        return logits

    return Script(prefer)


def decoder(network: Script) -> Decoder:
    made = Decoder(network, VOCABULARY, ROWS)
    network.seen.clear()
    return made


def memory(rows: int, value: float = 1.0) -> FloatArray:
    return np.full((rows, 3), value, np.float32)


def test_it_says_a_sentence() -> None:
    done = decoder(says("a dog barks, and a cat meows.")).sentence(memory(3), Style.NORMAL)
    assert done.finished and done.text == "A dog barks, and a cat meows."


def test_a_sentence_without_a_stop_gets_one() -> None:
    assert decoder(says("a dog barks")).sentence(memory(3), Style.NORMAL).text == "A dog barks."
    assert decoder(says("a dog barks,")).sentence(memory(3), Style.NORMAL).text == "A dog barks."


def test_nothing_shows_before_the_sentence_is_complete() -> None:
    made = decoder(says("a dog barks."))
    state, texts = made.begin(memory(2), Style.NORMAL), []
    while not state.finished:
        texts.append(state.text)
        state = made.step(state)
    assert texts == [""] * 5
    assert state.text == "A dog barks."


@pytest.mark.parametrize("style", list(Style))
def test_it_begins_with_the_style_and_goes_on_with_its_own_words(style: Style) -> None:
    network = says("a dog.")
    decoder(network).sentence(memory(2), style)
    fed = [VOCABULARY.tokens[int(np.asarray(feeds["token"])[0])] for feeds in network.seen]
    assert fed == [f"<{style.value}>", "a", "dog", "."]
    assert all(np.asarray(feeds["token"]).dtype == np.int32 for feeds in network.seen)


def test_the_memory_stands_at_its_end_and_the_mask_tells_what_is_filled() -> None:
    network = says("a dog.")
    decoder(network).begin(memory(2), Style.NORMAL)
    state = decoder(network).begin(memory(2), Style.NORMAL)
    np.testing.assert_array_equal(state.mask, [[0, 0, 0, 0, 1, 1]])
    np.testing.assert_array_equal(state.memory[0, :, 0], [0, 0, 0, 0, 1, 1])
    long = np.arange(30, dtype=np.float32).reshape(10, 3)
    state = decoder(network).begin(long, Style.NORMAL)
    np.testing.assert_array_equal(state.memory[0], long[-ROWS:])
    assert state.mask.all()


def test_a_step_leaves_its_state_as_it_was() -> None:
    """A sentence can be stopped, and another begun, at any step."""
    made = decoder(says("a dog barks."))
    first = made.step(made.begin(memory(2), Style.NORMAL))
    other = made.sentence(memory(1), Style.TERSE)
    again = made.step(first)
    assert first.tokens == (VOCABULARY["a"],) and len(again.tokens) == 2
    assert other.text == "A dog barks."


def test_a_finished_sentence_stays_as_it_is() -> None:
    made = decoder(says("a dog."))
    done = made.sentence(memory(2), Style.NORMAL)
    assert made.step(done) is done


def test_a_word_is_not_said_twice_at_once() -> None:
    text = decoder(repeats("dog")).sentence(memory(2), Style.NORMAL).text
    words = tokenize(text)
    assert all(a != b for a, b in pairwise(words))


def test_a_phrase_that_was_learnt_may_repeat_a_pair() -> None:
    text = "A dog barks again and again and a cat meows."
    assert decoder(says(text)).sentence(memory(2), Style.NORMAL).text == text


def periodic(tokens: Sequence[str], run: int, times: int) -> bool:
    return any(
        all(tokens[i + j] == tokens[i + run + j] for j in range(run * (times - 1)))
        for i in range(len(tokens) - run * times + 1)
    )


@settings(max_examples=examples(80), deadline=None)
@given(seed=st.integers(0, 10_000), sharp=st.sampled_from([0.0, 1.0, 6.0]))
def test_whatever_the_network_prefers_the_sentence_ends_and_does_not_loop(
    seed: int, sharp: float
) -> None:
    rng = np.random.default_rng(seed)
    taste = sharp * rng.standard_normal((SIZE, SIZE))

    def prefer(_: int, feeds: dict[str, NDArray[np.generic]]) -> FloatArray:
        logits = taste[int(np.asarray(feeds["token"])[0])] + 0.3 * rng.standard_normal(SIZE)
        logits[VOCABULARY[END]] -= 4.0
        return np.asarray(logits, np.float32)

    made = decoder(Script(prefer))
    state = made.begin(memory(2), Style.NORMAL)
    for _ in range(MOST_STEPS):
        state = made.step(state)
    assert state.finished
    tokens = tokenize(state.text)
    words = [token for token in tokens if token not in PUNCTUATION]
    assert len(words) <= MOST_WORDS
    assert bool(words) == bool(tokens) == bool(state.tokens)
    assert not words or (tokens[-1] == "." and tokens[0] not in PUNCTUATION)
    assert not any(special.strip("<>") in tokens for special in SPECIAL)
    assert not periodic(tokens, 1, 2) and not periodic(tokens, 2, 3)
    assert not any(periodic(tokens, run, 2) for run in range(3, 9))
    assert state.score <= 0.0


def test_an_endless_sentence_ends_with_its_last_whole_part_that_is_new() -> None:
    long = "a dog barks and a cat meows, a cat barks and again a dog meows again, " * 3
    text = decoder(says(long)).sentence(memory(2), Style.NORMAL).text
    assert text == "A dog barks and a cat meows, a cat barks and again a dog meows again."


def test_special_tokens_are_never_said() -> None:
    for special in ("<pad>", "<terse>"):
        done = decoder(says("a dog", then=special)).sentence(memory(2), Style.NORMAL)
        assert "<" not in done.text and done.text.startswith("A dog")


def test_a_sentence_of_nothing_is_empty() -> None:
    assert decoder(says("")).sentence(memory(2), Style.NORMAL).text == ""


def test_a_network_that_fails_says_nothing() -> None:
    network = says("a dog barks.")
    made = decoder(network)
    state = made.step(made.begin(memory(2), Style.NORMAL))
    network._prefer = lambda *_: np.full(SIZE, np.nan, np.float32)
    done = made.step(state)
    assert done.finished and done.text == ""


def test_the_score_is_the_mean_log_probability() -> None:
    done = decoder(says("a dog.")).sentence(memory(2), Style.NORMAL)
    one = 9.0 - np.log(np.exp(9.0) + SIZE - 1)
    assert done.score == pytest.approx(one)
    assert DecoderState(memory(1), memory(1), memory(1), 3).score == 0.0


# With a real runtime.


@pytest.mark.parametrize("noun", list(NOUNS.values()))
def test_it_attends_to_its_memory(noun: str) -> None:
    made = Decoder(open_network(decoder_model()), Vocabulary(TOKENS), MEMORY)
    rows = np.zeros((20, WIDTH), np.float32)
    rows[:, list(NOUNS.values()).index(noun)] = 15.0
    assert made.sentence(rows, Style.NORMAL).text == f"{noun.capitalize()} is heard."
    assert made.sentence(rows, Style.DETAILED).text == f"Now {noun} is heard."


def test_a_decoder_for_another_vocabulary_or_memory_is_refused() -> None:
    network = open_network(decoder_model())
    for vocabulary, rows in ((VOCABULARY, MEMORY), (Vocabulary(TOKENS), MEMORY - 1)):
        with pytest.raises(EdgeAacError, match="does not fit"):
            Decoder(network, vocabulary, rows)


def test_an_encoder_is_no_decoder() -> None:
    with pytest.raises(EdgeAacError, match="does not fit"):
        Decoder(open_network(encoder_model()), Vocabulary(TOKENS), MEMORY)
