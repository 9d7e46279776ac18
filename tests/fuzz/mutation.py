"""Damage, as disks, cut connections and careless programs do it, and as somebody might on purpose.

In: bytes or a text, and a seeded source of chance. Out: others. Never does: chance of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

MOST_CHANGES = 8
HEAD_BYTES = 64
"""Where formats keep what they promise: a third of all changes are made there."""
EXTREMES = (
    *(b"\0", b"\x7f", b"\x80", b"\xff", b"\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0"),
    *(b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\0\0\0"),
)
"""Numbers at which a length, a rate or a sign turns over, in either order of bytes."""
ODD = (
    *("", "\0", "\n", "\r", "\t", "\x1b[2J", "\x7f", "\u00a0", "\u200b", "\u200e", "\u202e"),
    *(
        "\u2028",
        "\ud800",
        "\udfff",
        "\ufeff",
        "\uffff",
        "\U0010ffff",
        "e\u0301",
        "\u0130",
        "\ufdfa",
    ),
    *("<speak>", "</speak>", "[[", "]]", "{", "}", "%s", "%n", "$(x)", "`x`", "'", '"', "\\", "--"),
    *(
        "-1",
        "0",
        "1e999",
        "nan",
        "inf",
        "9" * 400,
        "0x" + "f" * 400,
        "\u0663",
        "[" * 600,
        "x" * 5_000,
    ),
)
"""What programs have stumbled over: control characters, halves of pairs, orders of others."""


def damaged(data: bytes, chance: Random, others: Sequence[bytes] = (b"",)) -> bytes:
    """Other bytes than these, or by chance the same.

    Parameters
    ----------
    data : bytes
    chance : Random
    others : sequence of bytes
        Pieces of these are put in.
    """
    for _ in range(_few(chance)):
        if not data:
            return chance.randbytes(chance.randrange(64))
        most = min(len(data), HEAD_BYTES) if chance.random() < 0.33 else len(data)
        first = chance.randrange(most)
        last = min(len(data), first + 1 + int(64 ** chance.random() * 4))
        before, piece, behind = data[:first], data[first:last], data[last:]
        kind = chance.randrange(9)
        if kind == 0:
            piece = bytes([piece[0] ^ 1 << chance.randrange(8)]) + piece[1:]
        elif kind == 1:
            number = chance.choice(EXTREMES)
            piece = number + piece[len(number) :]
        elif kind == 2:
            piece, behind = b"", b""
        elif kind == 3:
            piece = b""
        elif kind == 4:
            piece *= chance.randint(2, 40)
        elif kind == 5:
            piece = bytes(len(piece))
        elif kind == 6:
            piece = chance.randbytes(len(piece))
        elif kind == 7:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            piece = other[start : start + chance.randrange(256)]
        else:
            behind, piece = piece, behind  # in each other's place
        data = before + piece + behind
    return data


def twisted(text: str, chance: Random, words: Sequence[str] = ODD) -> str:
    """Another text than this, or by chance the same, with some of these words put in."""
    for _ in range(_few(chance)):
        first = chance.randint(0, len(text))
        last = first if chance.random() < 0.5 else min(len(text), first + chance.randrange(12))
        piece = text[first:last]
        kind = chance.randrange(5)
        if kind == 0:
            piece = chance.choice(words)
        elif kind == 1:
            piece = chance.choice(ODD)
        elif kind == 2:
            piece = chr(chance.randrange(0x110000))
        elif kind == 3:
            piece = piece.swapcase() * chance.randrange(4)
        else:
            piece = "".join(chance.sample(piece, len(piece)))
        text = text[:first] + piece + text[last:]
    return text


def _few(chance: Random) -> int:
    """One change more often than not: after many of them little is left to go wrong."""
    return 1 if chance.random() < 0.6 else chance.randint(2, MOST_CHANGES)
