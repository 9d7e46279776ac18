"""Each thing is said once, and nothing that differs is lost."""

from __future__ import annotations

import pytest

from edge_aac.captions.clauses import claims_silence, without_repeats


@pytest.mark.parametrize(
    ("told", "once"),
    [
        ("a frog croaks while a frog croaks", "a frog croaks"),
        ("someone is speaking , then someone is speaking", "someone is speaking"),
        ("someone is speaking over someone speaking", "someone is speaking"),
        ("rain falls , then a dog barks while rain is falling", "rain falls , then a dog barks"),
        ("a crow caws twice , then a crow caws", "a crow caws twice"),
    ],
)
def test_a_clause_that_says_nothing_new_is_left_out(told: str, once: str) -> None:
    assert " ".join(without_repeats(told.split())) == once


@pytest.mark.parametrize(
    "sentence",
    [
        "a doorbell rings , then a phone rings",
        "someone is speaking while someone is singing",
        "a car alarm sounds again and again over an engine",
        "several birds chirp and call",
        "rain , and a dog barking",
        "a dog barks , then a door closes , and then someone speaks",
        "it is quiet",
        "",
    ],
)
def test_what_differs_stays_word_for_word(sentence: str) -> None:
    assert " ".join(without_repeats(sentence.split())) == sentence


@pytest.mark.parametrize(
    ("sentence", "silent"),
    [
        ("it is quiet", True),
        ("everything is silent", True),
        ("silence", True),
        ("a dog barks", False),
        ("a fan hums quietly", False),
    ],
)
def test_a_claim_of_silence_is_known(sentence: str, silent: bool) -> None:
    assert claims_silence(sentence.split()) is silent
