"""The vocabulary: numbers to sentences, and damage noticed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_aac.captions.vocabulary import SPECIAL, Vocabulary
from edge_aac.errors import EdgeAacError
from edge_aac.types import Style
from models.grammar import SPECIAL as LEARNT_SPECIAL
from models.grammar import detokenize, tokenize
from tests.bundle.tiny import TOKENS
from tests.thoroughness import examples

WORDS = ("a", "dog", "barks", "then", "somebody's", ",", ".")
VOCABULARY = Vocabulary((*SPECIAL, *WORDS))


def numbers(text: str) -> list[int]:
    return [VOCABULARY[token] for token in tokenize(text)]


def test_a_sentence_begins_large_and_punctuation_stands_close() -> None:
    assert VOCABULARY.text(numbers("a dog , then a dog barks .")) == "A dog, then a dog barks."


def test_nothing_is_an_empty_text() -> None:
    assert VOCABULARY.text([]) == ""


@settings(max_examples=examples(50), deadline=None)
@given(tokens=st.lists(st.sampled_from(WORDS), max_size=12))
def test_the_device_words_sentences_as_training_does(tokens: list[str]) -> None:
    assert VOCABULARY.text([VOCABULARY[token] for token in tokens]) == detokenize(tokens)


def test_device_and_training_agree_on_the_special_tokens() -> None:
    assert SPECIAL == LEARNT_SPECIAL


@pytest.mark.parametrize("style", list(Style))
def test_every_style_has_its_token(style: Style) -> None:
    assert VOCABULARY.tokens[VOCABULARY.style(style)] == f"<{style.value}>"


def test_a_file_is_read() -> None:
    for end in ("", "\n"):
        assert Vocabulary.parse(("\n".join(TOKENS) + end).encode()).tokens == TOKENS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"dog\ncat\n.\n",
        "\n".join((*SPECIAL, "dog")).encode(),
        "\n".join((*SPECIAL, "dog", "dog", ".")).encode(),
        "\n".join((*SPECIAL, "dog", "", ".")).encode(),
        "\n".join((*SPECIAL, "Dog", ".")).encode(),
        "\n".join((*SPECIAL, "dog barks", ".")).encode(),
        "\n".join((*SPECIAL, "dog\r", ".\r")).encode(),
        "\n".join((*SPECIAL, "\x1b[31m", ".")).encode(),
        "\n".join((*SPECIAL[::-1], "dog", ".")).encode(),
    ],
)
def test_what_is_no_vocabulary_is_refused(data: bytes) -> None:
    with pytest.raises(EdgeAacError, match="vocabulary of the model is damaged"):
        Vocabulary.parse(data)
