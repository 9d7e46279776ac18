"""Every sentence of a catalogue is said by something, and whatever is said stands in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from edge_aac.answers.wording import load_wording
from edge_aac.devices.device import DeviceKind
from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.notices import Notice
from edge_aac.salience.rules import Rule
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.speech.earcon import Earcon
from edge_aac.speech.voice_faults import VoiceFault
from edge_aac.types import Verb

PACKAGE = Path(__file__).resolve().parents[1] / "edge_aac"
ANSWERING = ("answers", "bench", "cli", "control", "service", "supervision")
"""Rooms that take words from the answers."""
LANGUAGES = get_args(SalienceSettings.model_fields["language"].annotation)
SPEAKS = {"listener", "_say_last"}
"""Functions that are given the name of what the listener says of itself."""
NAMES: tuple[type[Enum], ...] = (Notice, VoiceFault)
"""What else names such a sentence, wherever a member is used."""
TABLES = ("answer", "line", "source", "keys", "status", "digest", "words", "bench", "device")
"""Sections of the answers whose keys the code names."""


def trees(folder: Path) -> Iterator[ast.AST]:
    for path in sorted(folder.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def strings(node: ast.AST) -> set[str]:
    """All texts that stand in a piece of code."""
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {value for value in found if isinstance(value, str)}


def named(tree: ast.AST) -> set[str]:
    """The names of the listener's own phrases that a piece of code uses."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            enums = [one for one in NAMES if one.__name__ == owner]
            names |= {str(one[node.attr].value) for one in enums if node.attr in one.__members__}
        elif isinstance(node, ast.Call):
            function = ast.unparse(node.func).rpartition(".")[2]
            for argument in node.args if function in SPEAKS else []:
                # What an expression chooses by is no name.
                chosen: list[ast.expr] = [argument]
                if isinstance(argument, ast.IfExp):
                    chosen = [argument.body, argument.orelse]
                found = (one.value for one in chosen if isinstance(one, ast.Constant))
                names |= {one for one in found if isinstance(one, str)}
    return names


@pytest.mark.slow
def test_the_listener_says_each_phrase_about_itself_and_no_other() -> None:
    used = set().union(*map(named, trees(PACKAGE)))
    for language in LANGUAGES:
        assert set(load_catalogue(language).listener_phrases) == used


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.slow
def test_each_answer_is_given(table: str) -> None:
    texts = set().union(*map(strings, chain(*(trees(PACKAGE / room) for room in ANSWERING))))
    texts |= {verb.value for verb in Verb}
    texts |= {kind.value for kind in DeviceKind}
    texts |= set().union(*map(strings, trees(PACKAGE / "audio")))  # what sources are called
    for language in LANGUAGES:
        assert set(load_wording(language).table[table]) - texts == set()


def test_the_answers_have_no_section_that_nobody_reads() -> None:
    for language in LANGUAGES:
        assert set(load_wording(language).table) == {*TABLES, "past", "earcon"}


def test_each_signal_is_told() -> None:
    for language in LANGUAGES:
        assert set(load_wording(language).table["earcon"]) == {one.value for one in Earcon}


def test_each_reason_is_a_rules() -> None:
    for language in LANGUAGES:
        assert set(load_catalogue(language).reasons) <= {rule.value for rule in Rule}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("announcer.announce(Announcement(Notice.QUIET_OVER))", {"quiet_over"}),
        ("VoiceProblem(VoiceFault.NO_VOICE)", {"no_voice"}),
        ("self._status('ended', 'Stopped.')", set()),
        ("_say_last(settings, 'a' if kind == 'x' else 'b')", {"a", "b"}),
        ("self.listener('quiet')", {"quiet"}),
        ("Notice.__members__, State.QUIET_OVER", set()),
    ],
)
def test_a_name_counts_where_it_is_used(code: str, names: set[str]) -> None:
    assert named(ast.parse(code)) == names
