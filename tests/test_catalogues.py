"""Every sentence of a catalogue is said by something, and whatever is said stands in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.reasons import Rule
from edge_aac.salience.settings import SalienceSettings
from edge_aac.service.wording import load_wording
from edge_aac.types import Verb

PACKAGE = Path(__file__).resolve().parents[1] / "edge_aac"
LANGUAGES = get_args(SalienceSettings.model_fields["language"].annotation)
SPEAKS = {"tell", "listener", "Kind", "_say_last"}
"""Functions that are given the name of what the listener says of itself."""
SPOKEN = {"notice"}
"""The same, as arguments with a name."""
TABLES = ("answer", "status", "digest", "words", "bench")
"""Sections of the answers whose keys the code names."""


def trees(folder: Path) -> Iterator[ast.AST]:
    for path in sorted(folder.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def strings(node: ast.AST) -> set[str]:
    """All texts that stand in a piece of code."""
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def told(tree: ast.AST) -> set[str]:
    """The names of the listener's own phrases that a piece of code says."""
    names: set[str] = set()
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = ast.unparse(call.func).rpartition(".")[2]
        spoken = [*call.args] if function in SPEAKS else []
        spoken += [one.value for one in call.keywords if one.arg in SPOKEN]
        for argument in spoken:
            # What an expression chooses by is no name.
            chosen = [argument]
            if isinstance(argument, ast.IfExp):
                chosen = [argument.body, argument.orelse]
            names |= {one.value for one in chosen if isinstance(one, ast.Constant)}  # type: ignore[misc]
    return names - {None}


def test_the_listener_says_each_phrase_about_itself_and_no_other() -> None:
    said = set().union(*map(told, trees(PACKAGE)))
    for language in LANGUAGES:
        assert set(load_catalogue(language).listener_phrases) == said


@pytest.mark.parametrize("table", TABLES)
def test_each_answer_is_given(table: str) -> None:
    code = [*trees(PACKAGE / "service"), *trees(PACKAGE / "cli")]
    named = set().union(*map(strings, code)) | {verb.value for verb in Verb}
    for language in LANGUAGES:
        assert set(load_wording(language).table[table]) - named == set()


def test_the_answers_have_no_section_that_nobody_reads() -> None:
    for language in LANGUAGES:
        assert set(load_wording(language).table) == {*TABLES, "past"}


def test_each_reason_is_a_rules() -> None:
    for language in LANGUAGES:
        assert set(load_catalogue(language).reasons) <= {rule.value for rule in Rule}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("self._pipeline.tell('quiet_over')", {"quiet_over"}),
        ("self._status('ended', 'Stopped.')", set()),
        ("_say_last(settings, 'a' if kind == 'x' else 'b')", {"a", "b"}),
        ("Kind('lost', None, Trouble(60.0))", {"lost"}),
        ("Listener(notice='demonstration' if demo == 'demo' else None)", {"demonstration"}),
        ("pipeline.tell(name)", set()),
    ],
)
def test_a_name_counts_where_it_is_said(code: str, names: set[str]) -> None:
    assert told(ast.parse(code)) == names
