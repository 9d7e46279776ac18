"""From which source of the sound server this process records.

In: a server. Out: that source, as it is now. A server moves a recording to another source when
its microphone is unplugged or somebody wishes so. The recording program does not learn of it: a
microphone becomes the echo of what is played. One connection serves for all questions; asking
costs a fraction of a millisecond. Never does: recording, moving it back.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from edge_aac.devices.protocol import Connection, NotUnderstood, ServerCommand, number
from edge_aac.devices.soundserver import NODE_FIELDS, Node, greeted, records, source_node

_FIELDS = 12
"""Of each recording, in the protocol's version that is spoken."""
_SOURCE, _PROPERTIES = 4, 11
_PROCESS = "application.process.id"
_MOVING = 0xFFFF_FFFF
"""The number of no source."""


class Capture:
    """Asks a sound server again and again, from one thread.

    Parameters
    ----------
    paths : sequence of Path
        Where the server listens; of several, the first that answers is asked.
    environ : mapping
    process : int
        Who records; this process without it.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        environ: Mapping[str, str] = os.environ,
        process: int | None = None,
    ) -> None:
        self._paths = paths
        self._environ = environ
        self._process = str(os.getpid() if process is None else process)
        self._link: socket.socket | None = None
        self._connection: Connection | None = None
        self._known: tuple[int, Node] | None = None

    def source(self) -> Node | None:
        """The source; None where this process records from none of the server's.

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
        answer = connection.ask(ServerCommand.GET_SOURCE_OUTPUT_INFO_LIST)
        for one in records(answer, _FIELDS):
            if one[_PROPERTIES].get(_PROCESS) == self._process and one[_SOURCE] != _MOVING:
                return self._named(connection, one[_SOURCE])
        return None

    def _named(self, connection: Connection, index: int) -> Node:
        """The source of a number, which no other source ever has."""
        if self._known is None or self._known[0] != index:
            answer = connection.ask(ServerCommand.GET_SOURCE_INFO, number(index) + b"N")
            (fields,) = records(answer, NODE_FIELDS)
            self._known = index, source_node(fields)
        return self._known[1]
