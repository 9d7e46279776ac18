from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_aac.speech.messages import (
    LONGEST_LINE,
    Manner,
    Order,
    OrderKind,
    Reply,
    ReplyKind,
    decode_manner,
    decode_order,
    decode_reply,
    encode,
)
from edge_aac.speech.text import plain


@given(st.integers(0, 2**40), st.text(st.characters(codec=None), max_size=200))
def test_an_order_crosses_in_one_short_line(id: int, text: str) -> None:
    order = Order(OrderKind.SAY, id, plain(text), "hazard")
    line = encode(order)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert len(line) < LONGEST_LINE
    assert decode_order(line) == order


def test_a_manner_and_a_reply_cross(tmp_path: Path) -> None:
    manner = Manner(str(tmp_path), "en-us", 300, 0.5, "3", 0.0)
    assert decode_manner(encode(manner)) == manner
    assert decode_reply(encode(Reply(ReplyKind.FAULT, 3, "Ä."))) == Reply(ReplyKind.FAULT, 3, "Ä.")


def test_a_manner_needs_its_folder(tmp_path: Path) -> None:
    assert decode_manner(encode(Manner(str(tmp_path / "gone")))) is None


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"Audio saved to x.wav\n",
        b"ALSA lib pcm.c: unknown\n",
        b"[]\n",
        b"{}\n",
        b'"said"\n',
        b'{"kind": "said", "id": "7"}\n',
        b'{"kind": "said", "id": 7, "extra": 1}\n',
        b'{"kind": "dance", "id": 7}\n',
        b'{"kind": ["said"], "id": 7}\n',
        b"\xff\xfe{\n",
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_not_understood_is_nothing(line: bytes) -> None:
    assert decode_reply(line) is None
    assert decode_order(line) is None
    assert decode_manner(line) is None
