"""A sentence stays one line that a terminal only shows, whatever names stand in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.printable import leaves_no_trace, printable, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The doorbell is ringing.", "The doorbell is ringing."),
        ("Köln \u4eac \U0001f514 \u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645", None),
        (r"C:\new", r"C:\new"),
        ("dog\x1b[2J.wav", r"dog\x1b[2J.wav"),
        ("two\nlines\r\tand a tab", r"two\nlines\r\tand a tab"),
        ("dog\x7f\x9b31m\xad", r"dog\u007f\u009b31m\u00ad"),
        ("dog\u202evaw.exe", r"dog\u202evaw.exe"),
        ("dog\u2066\u2028\ufeff", r"dog\u2066\u2028\ufeff"),
        ("dog\udcff", r"dog\udcff"),
        ("dog\U000e0041", r"dog\U000e0041"),
    ],
)
def test_what_a_terminal_obeys_is_written_out(text: str, shown: str | None) -> None:
    assert printable(text) == (text if shown is None else shown)


@given(st.text())
def test_whatever_comes_is_one_line_without_controls_and_stays_so(text: str) -> None:
    shown = printable(text)
    assert shown.splitlines() in ([], [shown])
    kinds = {unicodedata.category(one) for one in shown if one not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert printable(shown) == shown
    shown.encode()


@given(st.text(st.characters(codec=None)), st.integers(0, 30))
def test_what_is_shown_of_a_text_is_seen_and_short(text: str, longest: int) -> None:
    shown = visible(text, longest)
    assert shown.isprintable() and len(shown) <= longest + len("...")
    assert not any(leaves_no_trace(one) for one in shown.replace(" ", ""))


def test_what_is_shown_keeps_what_is_seen_and_writes_out_the_rest() -> None:
    assert visible("Küche \u4e2d", 20) == "Küche \u4e2d"
    assert visible("a\0b\u200b\u00a0\u3164\U0001f600", 40) == (
        "a\\x00b\\u200b\\u00a0\\u3164\U0001f600"
    )
    assert visible("abcdef", 5) == "abcde..."
    assert visible("abc\0", 5) == "abc..."
