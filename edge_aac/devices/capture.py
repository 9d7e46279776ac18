"""From which source of the sound server this process records, or into which sink it plays.

In: a server. Out: that source or sink, as it is now. A server moves a stream to another one when
its device is unplugged or somebody wishes so. The program does not learn of it: a microphone
becomes the echo of what is played, and an earpiece a loudspeaker in another room. One connection
serves for all questions; asking costs a fraction of a millisecond. Never does: recording, playing,
moving it back.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_aac.devices.device import Direction
from edge_aac.devices.protocol import Connection, NotUnderstood, ServerCommand, number
from edge_aac.devices.soundserver import NODE_FIELDS, Node, greeted, records, sink_node, source_node

_NODE = 4
"""The field of a stream that says of which source or sink it is."""
_PROCESS = "application.process.id"
_MOVING = 0xFFFF_FFFF
"""The number of no source."""


@dataclass(frozen=True)
class _Kind:
    """How the server is asked about streams of one direction."""

    streams: ServerCommand
    fields: int
    """Of each stream, in the protocol's version that is spoken; the last holds its properties."""
    node: ServerCommand
    described: Callable[[Sequence[Any]], Node]


_KINDS = {
    Direction.INPUT: _Kind(
        ServerCommand.GET_SOURCE_OUTPUT_INFO_LIST, 12, ServerCommand.GET_SOURCE_INFO, source_node
    ),
    Direction.OUTPUT: _Kind(
        ServerCommand.GET_SINK_INPUT_INFO_LIST, 14, ServerCommand.GET_SINK_INFO, sink_node
    ),
}


class Capture:
    """Asks a sound server again and again, from one thread.

    Parameters
    ----------
    paths : sequence of Path
        Where the server listens; of several, the first that answers is asked.
    environ : mapping
    process : int
        Whose stream it is; this process's without it.
    direction : Direction
        Whether it records or plays.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        environ: Mapping[str, str] = os.environ,
        process: int | None = None,
        direction: Direction = Direction.INPUT,
    ) -> None:
        self._paths = paths
        self._environ = environ
        self._kind = _KINDS[direction]
        self._process = str(os.getpid() if process is None else process)
        self._link: socket.socket | None = None
        self._connection: Connection | None = None
        self._known: tuple[int, Node] | None = None

    def node(self) -> Node | None:
        """The source or sink; None where this process has no stream of the server's.

        Raises
        ------
        OSError
            The server does not answer, or refuses; the next question calls it anew.
        """
        try:
            return self._ask(self._connection or self._call())
        except (TypeError, ValueError, AttributeError, IndexError):
            self.close()
            raise NotUnderstood("an answer of another shape") from None
        except OSError:
            self.close()
            raise

    def interrupt(self) -> None:
        """Let a question fail at once that waits for its answer; from any thread."""
        link = self._link
        if link is not None:
            with contextlib.suppress(OSError):  # the server has hung up
                link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        link, self._link, self._connection, self._known = self._link, None, None, None
        if link is not None:
            link.close()

    def _call(self) -> Connection:
        first: OSError | None = None
        for path in self._paths:
            self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                self._connection = greeted(self._link, path, self._environ)
            except OSError as error:
                first = first or error
                self.close()
            else:
                return self._connection
        raise first or FileNotFoundError("no sound server")

    def _ask(self, connection: Connection) -> Node | None:
        for one in records(connection.ask(self._kind.streams), self._kind.fields):
            if one[-1].get(_PROCESS) == self._process and one[_NODE] != _MOVING:
                return self._named(connection, one[_NODE])
        return None

    def _named(self, connection: Connection, index: int) -> Node:
        """The source or sink of a number, which no other ever has."""
        if self._known is None or self._known[0] != index:
            answer = connection.ask(self._kind.node, number(index) + b"N")
            (fields,) = records(answer, NODE_FIELDS)
            self._known = index, self._kind.described(fields)
        return self._known[1]
