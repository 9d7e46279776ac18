"""A short sound, played by the sound server itself.

In: samples. Out: sound. The server takes all of them at once and plays them by itself, so that no
stream has to be opened and nothing of a sound library is used: it works where those hang. Never
does: waiting for the end of it; anything where there is no server.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from edge_aac.devices.choosing import choose
from edge_aac.devices.device import Device, DeviceKind, Devices, Direction
from edge_aac.devices.fault import DeviceError
from edge_aac.devices.protocol import ServerCommand, number, text
from edge_aac.devices.soundserver import Node, ask_any, greeted, nodes, plain, socket_paths

_NAME = f"edge-aac-{os.getpid()}"
_NO_INDEX = 0xFFFF_FFFF
_FULL_VOLUME = 0x1_0000
_S16LE, _MONO = 3, b"m\x01\x00"
_NO_PROPERTIES = b"PN"


def play(
    samples: bytes,
    rate: int,
    wanted: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Let the first server that answers play 16-bit samples of one channel.

    Parameters
    ----------
    samples : bytes
        At most a second.
    rate : int
        Samples per second.
    wanted : str, optional
        The name of a sink, or a part of it; the usual one where it fits none.
    environ : mapping
        Says where the server is, and which sink is the usual one.

    Raises
    ------
    OSError
        None answers, or it refuses.
    """
    sink = environ.get("PULSE_SINK") or None
    paths = socket_paths(environ)
    if wanted is not None:
        sink = _named(ask_any(paths, lambda path: nodes(path, environ)), wanted) or sink
    _play(samples, rate, sink, paths, environ)


def _play(
    samples: bytes, rate: int, sink: str | None, paths: Sequence[Path], environ: Mapping[str, str]
) -> None:
    first: OSError | None = None
    for path in paths:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            try:
                server = greeted(link, path, environ)
            except OSError as error:
                first = first or error
                continue
            form = b"a" + struct.pack(">BBI", _S16LE, 1, rate) + _MONO
            fields = text(_NAME) + form + number(len(samples)) + _NO_PROPERTIES
            stream, *_ = server.ask(ServerCommand.CREATE_UPLOAD_STREAM, fields)
            server.give(stream, samples)
            server.ask(ServerCommand.FINISH_UPLOAD_STREAM, number(stream))
            fields = number(_NO_INDEX) + text(sink) + number(_FULL_VOLUME) + text(_NAME)
            server.ask(ServerCommand.PLAY_SAMPLE, fields + _NO_PROPERTIES)
            # What plays is played to its end.
            server.ask(ServerCommand.REMOVE_SAMPLE, text(_NAME))
            return
    raise first or FileNotFoundError("no sound server")


def _named(there: Sequence[Node], wanted: str) -> str | None:
    """The sink that a name means; None where it means none of these."""
    sinks = tuple(_device(one) for one in there if one.kind is DeviceKind.EARPIECE)
    with suppress(DeviceError):
        return choose(Devices((), sinks), Direction.OUTPUT, wanted).name if sinks else None
    return None


def _device(node: Node) -> Device:
    name, rate = plain(node.name), node.rate
    return Device(-1, name, node.kind, node.channels, rate, -1, description=node.description)
