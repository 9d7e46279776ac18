"""The session's sound server: where it listens, and its sources and sinks.

In: the environment. Out: a path, values. PulseAudio, and PipeWire in its place. Where there
is none, nothing is loaded and nobody is asked. Never does: starting a server, sound.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_aac.devices.clientconf import machine_id, named_server
from edge_aac.devices.device import DeviceKind
from edge_aac.devices.protocol import Connection, NotUnderstood, ServerCommand
from edge_aac.paths import read_regular

SESSIONS = Path("/run/user")
"""Holds the runtime folder of each user who is logged in."""
ANSWER_SECONDS = 1.0
"""A server that does not answer one question for so long hangs."""
MOST_NODES = 256
MOST_SERVERS = 8
_COOKIE_BYTES = 256
NODE_FIELDS = 15
"""Of each source and sink in the protocol's version that is spoken."""
_NO_SINK = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Node:
    """A source or a sink."""

    name: str
    description: str
    kind: DeviceKind
    channels: int
    rate: int
    """[Hz]."""
    default: bool = False
    card: str = ""
    """ALSA's card and device, as in ``1,0``, where it is one."""


def lead_to_session(
    environ: MutableMapping[str, str] = os.environ, sessions: Path = SESSIONS
) -> None:
    """Let the sound library find the server where nobody says where it is.

    A service, a cron job or a shell after `su` lacks the session's variable.
    """
    if environ.get("XDG_RUNTIME_DIR") or environ.get("PULSE_SERVER") or named_server(environ):
        return
    session = sessions / str(os.getuid())
    if _is_ours(session / "pulse" / "native"):
        environ["PULSE_SERVER"] = f"unix:{session / 'pulse' / 'native'}"
    if _is_ours(session / "pipewire-0"):
        environ.setdefault("PIPEWIRE_RUNTIME_DIR", str(session))


def socket_paths(
    environ: Mapping[str, str] = os.environ,
    sessions: Path = SESSIONS,
    machine: Callable[[], str] = machine_id,
) -> tuple[Path, ...]:
    """Where the server listens or ought to, in the order of asking; none on this machine: empty.

    Parameters
    ----------
    environ : mapping
    sessions : Path
        Holds the runtime folder of each user.
    machine : callable
        Gives this machine's name among those for which a server is named.
    """
    named = environ.get("PULSE_SERVER") or named_server(environ)
    if named:
        return tuple(_local(named.split()[:MOST_SERVERS], machine))
    folder = Path(environ.get("XDG_RUNTIME_DIR") or sessions / str(os.getuid())) / "pulse"
    path = Path(environ.get("PULSE_RUNTIME_PATH") or folder) / "native"
    return (path,) if _is_socket(path) else ()


def _local(named: Sequence[str], machine: Callable[[], str]) -> Iterator[Path]:
    """The sockets of this machine among the servers that are named."""
    for one in named:
        # Each may begin with the machine that it is for.
        of_machine, ends, address = one.rpartition("}")
        if ends and of_machine.removeprefix("{") != machine():
            continue
        path = address.removeprefix("unix:")
        if path.startswith("/"):
            yield Path(path)


def session_socket(sessions: Path = SESSIONS) -> Path | None:
    """Where a server listens in this user's session, whatever the environment says."""
    path = sessions / str(os.getuid()) / "pulse" / "native"
    return path if _is_ours(path) else None


def ask_any(paths: Sequence[Path], server: Callable[[Path], tuple[Node, ...]]) -> tuple[Node, ...]:
    """What the first server that answers has, as the client library takes the first.

    Raises
    ------
    OSError
        None answers; it is the first one's.
    """
    first: OSError | None = None
    for path in paths:
        try:
            return server(path)
        except OSError as error:
            first = first or error
    raise first or FileNotFoundError(errno.ENOENT, "no sound server")


def nodes(path: Path, environ: Mapping[str, str] = os.environ) -> tuple[Node, ...]:
    """Its sources and sinks, in its order.

    Raises
    ------
    OSError
        It does not answer, or refuses.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        connection = greeted(link, path, environ)
        try:
            sink, source = connection.ask(ServerCommand.GET_SERVER_INFO)[5:7]
            sources = connection.ask(ServerCommand.GET_SOURCE_INFO_LIST)
            sinks = connection.ask(ServerCommand.GET_SINK_INFO_LIST)
            found = [
                *(source_node(one, source) for one in records(sources, NODE_FIELDS)),
                *(_node(one, sink, DeviceKind.EARPIECE) for one in records(sinks, NODE_FIELDS)),
            ]
        except (TypeError, ValueError, AttributeError):
            raise NotUnderstood("an answer of another shape") from None
    return tuple(found[:MOST_NODES])


def greeted(link: socket.socket, path: Path, environ: Mapping[str, str]) -> Connection:
    """A connection that may ask, over a socket that is not connected yet.

    Raises
    ------
    OSError
        The server does not answer, or refuses.
    """
    link.settimeout(ANSWER_SECONDS)
    link.connect(str(path))
    connection = Connection(link)
    connection.greet(_cookie(environ))
    return connection


def plain(name: str) -> str:
    """A name without what would break a line."""
    return "".join(one if one.isprintable() else " " for one in name)


def records(fields: Sequence[Any], length: int) -> list[Sequence[Any]]:
    """The fields of an answer, in pieces of so many; ValueError where some are left."""
    if len(fields) % length:
        raise ValueError
    return [fields[at : at + length] for at in range(0, len(fields), length)]


def source_node(fields: Sequence[Any], default: str | None = None) -> Node:
    """The source that an answer describes."""
    kind = DeviceKind.MICROPHONE if fields[8] == _NO_SINK else DeviceKind.MONITOR
    return _node(fields, default, kind)


def sink_node(fields: Sequence[Any]) -> Node:
    """The sink that an answer describes."""
    return _node(fields, None, DeviceKind.EARPIECE)


def _node(fields: Sequence[Any], default: str | None, kind: DeviceKind) -> Node:
    name, description, (_, channels, rate), properties = *fields[1:4], fields[13]
    return Node(
        str(name), plain(description or name), kind, channels, rate, name == default,
        _card(properties),
    )  # fmt: skip


def _card(properties: Mapping[str, str]) -> str:
    for prefix in ("alsa", "api.alsa.pcm"):
        card, device = properties.get(f"{prefix}.card"), properties.get(f"{prefix}.device")
        if card is not None and device is not None:
            return f"{card},{device}"
    return ""


def _cookie(environ: Mapping[str, str]) -> bytes:
    named = environ.get("PULSE_COOKIE")
    path = Path(named) if named else Path(environ.get("HOME", "/")) / ".config/pulse/cookie"
    with contextlib.suppress(OSError):
        return read_regular(path, _COOKIE_BYTES)
    return b""


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False


def _is_ours(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(status.st_mode) and status.st_uid == os.getuid()
