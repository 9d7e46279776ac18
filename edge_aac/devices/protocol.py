"""PulseAudio's native protocol, as far as it lists sources, sinks, who records, and takes a sound.

In: a connected socket. Out: values as the server sends them. PipeWire's server speaks the
same. Asked for an old version, a server of any age answers with the same fields. The
client library would do, but not without callbacks, which a hardened service forbids,
nor within a time limit.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

VERSION = 13
"""The first one that lists properties of a device."""
LONGEST = 1 << 20
"""Bytes of an answer; hundreds of devices take less."""
MOST_FRAMES = 64
"""So many frames may come before the answer."""
_HEADER = struct.Struct(">5I")
_CONTROL = 0xFFFF_FFFF
_COOKIE_BYTES = 256


class ServerCommand(IntEnum):
    """Those that are used."""

    REPLY = 2
    AUTH = 8
    SET_CLIENT_NAME = 9
    CREATE_UPLOAD_STREAM = 15
    FINISH_UPLOAD_STREAM = 17
    PLAY_SAMPLE = 18
    REMOVE_SAMPLE = 19
    GET_SERVER_INFO = 20
    GET_SINK_INFO = 21
    GET_SINK_INFO_LIST = 22
    GET_SOURCE_INFO = 23
    GET_SOURCE_INFO_LIST = 24
    GET_SINK_INPUT_INFO_LIST = 30
    GET_SOURCE_OUTPUT_INFO_LIST = 32


class NotUnderstood(OSError):
    """The server refuses, or speaks otherwise."""


class Connection:
    """Asks one thing after the other.

    Parameters
    ----------
    link : socket
        Connected, with a timeout.
    """

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._tag = 0

    def greet(self, cookie: bytes) -> None:
        """Say who asks; the server knows its own user by the socket, others by the cookie.

        Raises
        ------
        OSError
            It does not answer, or refuses.
        """
        known = cookie[:_COOKIE_BYTES].ljust(_COOKIE_BYTES, b"\0")
        self.ask(ServerCommand.AUTH, number(VERSION) + b"x" + struct.pack(">I", len(known)) + known)
        name = b"edge-aac\0"
        length = struct.pack(">I", len(name))
        named = b"Ptapplication.name\0L" + length + b"x" + length + name + b"N"
        self.ask(ServerCommand.SET_CLIENT_NAME, named)

    def ask(self, command: ServerCommand, arguments: bytes = b"") -> list[Any]:
        """The values of the answer.

        Raises
        ------
        OSError
            It does not answer, or refuses.
        """
        self._tag += 1
        payload = number(command) + number(self._tag) + arguments
        header = _HEADER.pack(len(payload), _CONTROL, 0, 0, 0)
        who = struct.pack("3i", os.getpid(), os.getuid(), os.getgid())
        ancillary = [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, who)]
        # The first byte carries who asks, and the rest of a frame may follow by itself.
        sent = self._link.sendmsg([header + payload], ancillary)
        self._link.sendall((header + payload)[sent:])
        for _ in range(MOST_FRAMES):
            answer = self._frame()
            if answer[1:2] == [self._tag]:
                if answer[0] != ServerCommand.REPLY:
                    raise NotUnderstood(f"refused: {answer}")
                return answer[2:]
        raise NotUnderstood("no answer among many frames")

    def give(self, channel: int, data: bytes) -> None:
        """Send samples to a stream.

        Raises
        ------
        OSError
            The server does not take them.
        """
        self._link.sendall(_HEADER.pack(len(data), channel, 0, 0, 0) + data)

    def _frame(self) -> list[Any]:
        length, channel, *_ = _HEADER.unpack(self._exactly(_HEADER.size))
        if channel != _CONTROL or length > LONGEST:
            raise NotUnderstood("no control frame")
        return values(self._exactly(length))

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = self._link.recv(count - len(parts))
            if not part:
                raise NotUnderstood("the server hung up")
            parts += part
        return bytes(parts)


def number(value: int) -> bytes:
    """A number as an argument."""
    return b"L" + struct.pack(">I", value)


def text(value: str | None) -> bytes:
    """A name as an argument, or none."""
    return b"N" if value is None else b"t" + value.encode() + b"\0"


def values(data: bytes) -> list[Any]:
    """The values in a frame, each of which says its type.

    Raises
    ------
    NotUnderstood
        It ends early, or holds another type.
    """
    found: list[Any] = []
    at = 0
    try:
        while at < len(data):
            value, at = _value(data, at)
            found.append(value)
    except (IndexError, ValueError, struct.error):
        raise NotUnderstood("an answer that cannot be read") from None
    return found


_FIXED: Mapping[int, struct.Struct] = {
    **dict.fromkeys(b"LV", struct.Struct(">I")),
    **dict.fromkeys(b"RUT", struct.Struct(">Q")),
    ord("r"): struct.Struct(">q"),
    ord("B"): struct.Struct(">B"),
    ord("a"): struct.Struct(">BBI"),
}
_CONSTANT: Mapping[int, bool | None] = {ord("1"): True, ord("0"): False, ord("N"): None}
_CHANNEL_BYTES: Mapping[int, int] = {ord("m"): 1, ord("v"): 4}
"""Of each channel, in a map of channels and in their volumes."""


def _value(data: bytes, at: int) -> tuple[Any, int]:
    """One value, and where the next begins."""
    kind, at = data[at], at + 1
    if kind in _CONSTANT:
        return _CONSTANT[kind], at
    if kind in _FIXED:
        form = _FIXED[kind]
        parts: Sequence[int] = form.unpack_from(data, at)
        return parts[0] if len(parts) == 1 else tuple(parts), at + form.size
    if kind in _CHANNEL_BYTES:
        end = at + 1 + data[at] * _CHANNEL_BYTES[kind]
        return data[at + 1 : end], end
    if kind == ord("t"):
        end = data.index(b"\0", at)
        return data[at:end].decode("utf-8", "replace"), end + 1
    if kind == ord("x"):
        end = at + 4 + struct.unpack_from(">I", data, at)[0]
        if end > len(data):
            raise ValueError
        return data[at + 4 : end], end
    if kind == ord("P"):
        return _properties(data, at)
    raise ValueError


def _properties(data: bytes, at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while True:
        key, at = _value(data, at)
        if key is None:
            return found, at
        _, at = _value(data, at)
        value, at = _value(data, at)
        found[str(key)] = bytes(value).rstrip(b"\0").decode("utf-8", "replace")
