"""The words of answers: the same in every language, filled in the same way."""

from __future__ import annotations

import string
from typing import Any

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.taxonomy import load_taxonomy

ENGLISH = load_wording("en")


def fields(text: Any) -> set[str]:
    texts = text if isinstance(text, list) else [text]
    return {name for one in texts for _, name, _, _ in string.Formatter().parse(one) if name}


@pytest.mark.parametrize("language", ["de"])
def test_every_language_says_everything_with_the_same_blanks(language: str) -> None:
    other = load_wording(language)
    assert other.table.keys() == ENGLISH.table.keys()
    for section, texts in ENGLISH.table.items():
        assert other.table[section].keys() == texts.keys()
        for name, text in texts.items():
            assert fields(other.table[section][name]) == fields(text), (section, name)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_past_is_told_of_labels_that_exist_and_is_short(language: str) -> None:
    wording = load_wording(language)
    for label, past in wording.table["past"].items():
        assert label in load_taxonomy().every_name
        assert len(past) <= 60
    assert all(len(text) <= 160 for text in wording.table["answer"].values())


def test_german_numbers_and_lengths() -> None:
    german = load_wording("de")
    assert german.length(60) == "eine Minute"
    assert german.length(600) == "zehn Minuten"
    assert german.ago(600) == "zehn Minuten her"
    assert german.times(3) == "dreimal"
