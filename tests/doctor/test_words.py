"""Each sentence of the catalogues is said by something, in every language, with the same blanks."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import get_args

import pytest

from edge_aac.doctor.finding import Check, Grade
from edge_aac.doctor.finding_words import load_finding_words
from edge_aac.salience.salience_settings import SalienceSettings
from tests.english import english

PACKAGE = Path(__file__).resolve().parents[2] / "edge_aac"
LANGUAGES = get_args(SalienceSettings.model_fields["language"].annotation)
ENGLISH = load_finding_words("en")


def strings() -> set[str]:
    """All texts in the code that words findings."""
    files = [*(PACKAGE / "doctor").glob("*.py"), PACKAGE / "cli" / "doctor.py"]
    files.append(PACKAGE / "cli" / "test.py")
    nodes = (node for one in files for node in ast.walk(ast.parse(one.read_text(encoding="utf-8"))))
    found = {one.value for one in nodes if isinstance(one, ast.Constant)}
    return {one for one in found if isinstance(one, str)} | {one.value for one in Check}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_blanks(language: str) -> None:
    other = load_finding_words(language)
    assert other.table.keys() == ENGLISH.table.keys()
    for section, texts in ENGLISH.table.items():
        assert other.table[section].keys() == texts.keys()
        for name, text in texts.items():
            assert blanks(other.table[section][name]) == blanks(text), name


def test_each_sentence_is_said() -> None:
    said = strings()
    for section in ("finding", "talk", "test"):
        assert set(ENGLISH.table[section]) - said == set()
    assert set(ENGLISH.table["word"]) == {one.value for one in Grade}


def test_nothing_of_the_german_is_english() -> None:
    for section in load_finding_words("de").table.values():
        for text in section.values():
            filled = text.format(**dict.fromkeys(blanks(text), "7"))
            assert english(filled) == set(), text
