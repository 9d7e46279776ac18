"""The lines between the listener and its voice.

In and out: one JSON object a line, ASCII only. Never does: I/O. A line that is not
understood is nothing, because a foreign library may write into the same pipe.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from edge_aac.paths import is_folder

LONGEST_LINE = 4096
"""Bytes; 160 characters take at most 1,920, as pairs of escapes."""

RATES = (80, 500)
"""Slowest and fastest speech, words per minute."""


class OrderKind(str, Enum):
    """What an order asks of the voice."""

    SAY = "say"
    STOP = "stop"
    STOP_AFTER_GROUP = "stop_after_group"
    ADJUST = "adjust"
    KEEP = "keep"
    WAKE = "wake"
    END = "end"


class ReplyKind(str, Enum):
    """What a reply reports of the voice."""

    WARM = "warm"
    READY = "ready"
    SAID = "said"
    STOPPED = "stopped"
    FAILED = "failed"
    BEAT = "beat"
    ALIVE = "alive"
    FAULT = "fault"


_ORDERS = {one.value: one for one in OrderKind}
_REPLIES = {one.value: one for one in ReplyKind}


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
    linger_seconds: float = 86_400.0
    engine: str = "pyttsx3"
    asleep: bool = False
    """Load and render everything, but leave the earpiece alone until it is woken."""
    farewell: str = ""
    """Said where the listener goes without a word; nothing where it is empty."""

    def adjusted(self, rate: int | None, volume: float | None) -> Manner:
        """The same at another rate or volume, brought into what is allowed."""
        slowest, fastest = RATES
        return replace(
            self,
            rate=self.rate if rate is None else min(max(int(rate), slowest), fastest),
            volume=self.volume if volume is None else min(max(float(volume), 0.0), 1.0),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What the voice shall do."""

    kind: OrderKind
    id: int = 0
    """Of the utterance; a stop cuts off this one and everything before it, at once, and
    a stop after the group does so at the end of its word group."""
    text: str = ""
    """To be said, or to be rendered and kept; none where the signal says enough."""
    earcon: str = ""
    rate: int = 0
    """Words per minute from now on; 0 leaves it as it is."""
    volume: float = -1.0
    """Gain from now on, 0 to 1; a negative one leaves it as it is."""
    priority: str = ""
    """Of the utterance, for a speech server that serves other programs, too."""


@dataclass(frozen=True, slots=True)
class Reply:
    """News of the voice."""

    kind: ReplyKind
    id: int = 0
    text: str = ""
    """The name of a fault (`VoiceFault`)."""
    about: str = ""
    """The device or the voice that the fault is about."""
    reason: str = ""
    """What it is exactly, as a sentence in English."""


Message = TypeVar("Message", Manner, Order, Reply)


def encode(message: Manner | Order | Reply) -> bytes:
    """The line of a message, with its end."""
    return json.dumps(asdict(message)).encode("ascii") + b"\n"


def decode_manner(line: bytes) -> Manner | None:
    """The manner in a line, where it holds one."""
    manner = _decode(Manner, line)
    return manner if manner is not None and is_folder(Path(manner.folder)) else None


def decode_order(line: bytes) -> Order | None:
    """The order in a line, where it holds one."""
    order = _decode(Order, line)
    kind = None if order is None else _ORDERS.get(order.kind)
    return None if order is None or kind is None else replace(order, kind=kind)


def decode_reply(line: bytes) -> Reply | None:
    """The reply in a line, where it holds one."""
    reply = _decode(Reply, line)
    kind = None if reply is None else _REPLIES.get(reply.kind)
    return None if reply is None or kind is None else replace(reply, kind=kind)


def _decode(kind: type[Message], line: bytes) -> Message | None:
    try:
        fields: Any = json.loads(line)
        # Unknown or missing fields are a TypeError here, as is anything but an object.
        message = kind(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
    shapes: dict[str, type] = {
        **dict.fromkeys(("id", "rate"), int),
        **dict.fromkeys(("text", "about", "reason", "earcon", "kind"), str),
        **dict.fromkeys(("folder", "priority", "engine", "farewell"), str),
        **dict.fromkeys(("volume", "linger_seconds"), float),
        "asleep": bool,
    }
    right = all(type(fields.get(name, shape())) is shape for name, shape in shapes.items())
    return message if right else None
