"""Who is at the other end of a Unix socket.

In: a connected socket. Out: the process and the user, as the kernel knows them. Both ends look:
the listener at who asks, and `edge-aac ctl` at who answers, since the rights of a socket's file
say only who may open it, and not who made it. Where a system does not report it (SO_PEERCRED is
Linux's), there is nothing to look at, and the rights of the file and of its folder alone keep
others out.
"""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass

_CREDENTIALS = struct.Struct("iII")
"""Linux's struct ucred: process, user, group."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The process at the other end."""

    pid: int
    """The process that connected, or that began to listen."""
    user: int

    @property
    def ours(self) -> bool:
        """Whether it belongs to the same user as this process."""
        return self.user == os.geteuid()


def peer_of(connection: socket.socket) -> Peer | None:
    """Who is at the other end; None where the system does not report it.

    Parameters
    ----------
    connection : socket
        A connected Unix socket.
    """
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    try:
        credentials = connection.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size)
        pid, user, _ = _CREDENTIALS.unpack(credentials)
    except (OSError, struct.error):
        return None
    return Peer(pid, user)
