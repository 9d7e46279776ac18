"""The lines between the listener and its voice.

In and out: one JSON object a line, ASCII only. Never does: I/O. A line that is not
understood is nothing, because a foreign library may write into the same pipe.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

LONGEST_LINE = 4096
"""Bytes; 160 characters take at most 1,920, as pairs of escapes."""

OrderKind = Literal["say", "stop"]
ReplyKind = Literal["ready", "said", "stopped", "failed", "beat", "fault", "warning"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak; the first line that a voice reads."""

    folder: str
    """A private folder for what is being synthesised."""
    voice: str | None = None
    rate: int = 210
    volume: float = 1.0
    output_device: str | None = None
    preroll_seconds: float = 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """What the voice shall do."""

    kind: OrderKind
    id: int
    """Of the utterance; a stop cuts off this one and everything before it."""
    text: str = ""
    earcon: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """News of the voice."""

    kind: ReplyKind
    id: int = 0
    text: str = ""
    """The sentence of a fault, or of a warning, which the voice itself can say."""


Message = TypeVar("Message", Manner, Order, Reply)


def encode(message: Manner | Order | Reply) -> bytes:
    """The line of a message, with its end."""
    return json.dumps(asdict(message)).encode("ascii") + b"\n"


def decode_manner(line: bytes) -> Manner | None:
    """The manner in a line, where it holds one."""
    manner = _decode(Manner, line)
    return manner if manner is not None and Path(manner.folder).is_dir() else None


def decode_order(line: bytes) -> Order | None:
    """The order in a line, where it holds one."""
    order = _decode(Order, line)
    return order if order is not None and order.kind in get_args(OrderKind) else None


def decode_reply(line: bytes) -> Reply | None:
    """The reply in a line, where it holds one."""
    reply = _decode(Reply, line)
    return reply if reply is not None and reply.kind in get_args(ReplyKind) else None


def _decode(kind: type[Message], line: bytes) -> Message | None:
    try:
        fields: Any = json.loads(line)
        # Unknown or missing fields are a TypeError here, as is anything but an object.
        message = kind(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
    shapes = {"id": int, "text": str, "earcon": str, "kind": str, "folder": str}
    right = all(type(fields.get(name, shape())) is shape for name, shape in shapes.items())
    return message if right else None
