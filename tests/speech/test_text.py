from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.speech.text import LONGEST, MARKUP, plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The doorbell is ringing.", "The doorbell is ringing."),
        ("  two\n lines\t", "two lines"),
        ("bell\x00\x1b[31mred\x07", "bell 31mred"),
        ("soft\u00adhyphen \u202ereversed\u2069", "softhyphen reversed"),
        ("half \ud800 a pair", "half a pair"),
        ("\u0065\u0301", "\u00e9"),
        ("", ""),
        ("[[h@'loU]] <break time='9s'/> {x}", "h@'loU break time='9s'/ x"),
        ("-v nobody --stdout", "-v nobody --stdout"),
        ("$(rm -rf /); `x` && \"y\" | 'z'", "$(rm -rf /); `x` && \"y\" | 'z'"),
    ],
)
def test_only_what_can_be_said_is_left(text: str, said: str) -> None:
    assert plain(text) == said


def test_a_long_text_ends_with_a_whole_word() -> None:
    said = plain("word " * 100)
    assert len(said) <= LONGEST
    assert said.endswith("word")
    assert len(plain("x" * 1000)) == LONGEST


@given(st.text(st.characters(codec=None), max_size=400))
def test_whatever_comes_in_one_short_plain_line_comes_out(text: str) -> None:
    said = plain(text)
    assert len(said) <= LONGEST
    assert not set(MARKUP) & set(said)
    assert not any(unicodedata.category(c).startswith("C") for c in said)
    assert said == " ".join(said.split())
    assert plain(said) == said
    said.encode("utf-8")
