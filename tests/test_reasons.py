"""A reason is a value: it is worded in any language, and comes through a pipe as it was."""

from __future__ import annotations

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.reason_catalogue import load_reasons
from edge_aac.reasons.system import answered
from edge_aac.reasons.why import Why

NESTED = Reason.of(Why.ABSENT, one=Reason(Why.EARPIECE), cause="", session=Reason(Why.SET_FOLDER))
TEXT = st.text(st.characters(codec=None), max_size=40)


@given(TEXT)
def test_what_names_hold_is_never_a_place_for_a_fact(name: str) -> None:
    reason = Reason.of(Why.EARPIECE_BUSY, name=name)
    assert name in str(reason)
    assert name in reason.worded(load_reasons("de"))
    assert Reason.decoded(reason.encoded) == reason


def test_a_nested_reason_comes_through_a_pipe() -> None:
    assert Reason.decoded(NESTED.encoded) == NESTED
    assert NESTED.encoded.isascii() and "\n" not in NESTED.encoded


@given(st.one_of(TEXT, st.recursive(st.text(), lambda one: st.lists(one, max_size=2)).map(str)))
def test_foreign_text_is_no_reason(text: str) -> None:
    assert Reason.decoded(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '["no_such", {}]',
        '["earpiece_busy", {}]',
        '["earpiece_busy", {"name": 3}]',
        '["earpiece", []]',
        "[" * 100_000,
        '["more", {"names": ' * 9 + '"a"' + ', "count": "1"}]' * 9,
    ],
)
def test_half_a_reason_is_none(text: str) -> None:
    assert Reason.decoded(text) is None


def test_an_error_says_its_reason_in_another_language_from_there_on() -> None:
    error = EdgeAacError(Reason.of(Why.FILE_MISSING, path="/a b"))
    assert str(error) == "/a b does not exist: check the name."
    error.word(load_reasons("de"))
    assert str(error) == "/a b gibt es nicht: Prüfe den Namen."
    plain = EdgeAacError("Nobody knows.")
    plain.word(load_reasons("de"))
    assert (str(plain), plain.reason) == ("Nobody knows.", None)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR])
def test_what_the_system_answers_is_known_in_its_own_words(number: int) -> None:
    error = OSError(number, os.strerror(number))
    assert str(answered(error)) == os.strerror(number).lower()
    assert str(answered(error)) not in answered(error).worded(load_reasons("de"))


def test_of_an_unknown_answer_german_has_the_number() -> None:
    reason = answered(OSError(errno.ELOOP, "Too many links"))
    assert str(reason) == "too many links"
    assert reason.worded(load_reasons("de")) == f"Systemfehler {errno.ELOOP}"
