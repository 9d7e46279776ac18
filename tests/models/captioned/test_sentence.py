"""People's sentences become tokens that the device can read."""

from __future__ import annotations

import pytest

from edge_aac.captions.vocabulary import Vocabulary
from models.captioned import new_words
from models.captioned.sentence import sentence_tokens
from models.captioned.words import sayable
from models.grammar import SPECIAL, Grammar


@pytest.mark.parametrize(
    ("caption", "tokens"),
    [
        ("A dog barks", "a dog barks ."),
        ("A dog barks, then stops...", "a dog barks , then stops ."),
        ("A man speaks. A dog barks.", "a man speaks , a dog barks ."),
        ("Somebody\u2019s dog isn't quiet", "somebody's dog isn't quiet ."),
        ("He says 'hello' ' to 2 cats", "he says hello to 2 cats ."),
        ("A two-stroke engine; it's loud!", "a two stroke engine it's loud ."),
        ("Music in a caf\u00e9", "music in a cafe ."),
        (", , a bell ,, rings ,.", "a bell , rings ."),
        ("<end> <pad> <detailed>", "end pad detailed ."),
    ],
)
def test_a_caption_becomes_one_sentence(caption: str, tokens: str) -> None:
    assert sentence_tokens(caption) == tuple(tokens.split())


@pytest.mark.parametrize("caption", ["", " ", "...", "' '", "\u96e8"])
def test_a_caption_without_words_gives_nothing(caption: str) -> None:
    assert sentence_tokens(caption) == ()


def test_the_grown_vocabulary_is_one_that_the_device_reads() -> None:
    known = [*SPECIAL, *Grammar().words()]
    said = [sentence_tokens("Somebody's 'zither' isn't 2 zithers, nor a caf\u00e9")] * 5
    words = [*known, *new_words(said, known)]
    parsed = Vocabulary.parse(("\n".join(words) + "\n").encode())
    assert parsed.tokens == tuple(words)
    assert {"somebody's", "zither", "isn't", "zithers", "cafe"} <= set(words)


def test_words_are_taken_by_how_often_they_are_said() -> None:
    said = [("b", "c", ".")] * 3 + [("a", "c", ".")] * 3 + [("d", ".")]
    assert new_words(said, ["."], least=3) == ["c", "a", "b"]
    assert new_words(said, ["."], least=3, most=3) == ["c", "a"]
    assert new_words(said, [".", "c"], least=1, most=2) == []


def test_a_sentence_with_an_unknown_word_is_left_out_whole() -> None:
    assert sayable([("a", "b"), ("a", "x")], ["a", "b"]) == (("a", "b"),)
