"""A program that is connected to the listener's socket.

In: a connection, on which a line comes in pieces. Out: the line; back goes one line, ``ok`` or
``no`` and a sentence, and one more for each further line of the client that is a wish: ``name``
names the listener, ``figures`` gives the answer's JSON object.

Never does: waiting; parsing the line.
"""

from __future__ import annotations

import contextlib
import socket

from edge_aac.control.request_queue import Answer, Request
from edge_aac.printable import printable

LONGEST_LINE = 512
"""Bytes of a request; the longest command has 12."""
LONGEST_ANSWER = 4096
"""Bytes of a line of an answer."""
NAME, FIGURES = "name", "figures"
"""Lines of a client that wants to know who answers, and the figures of an answer."""


class ClientConnection:
    """One connection, from its first byte to its answer.

    Parameters
    ----------
    connection : socket
    deadline : float
        When it is given up, on the clock of whoever made it [s].
    """

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.deadline = deadline
        self.request: Request | None = None
        """What it asks, as soon as it has said so."""
        self._data = b""
        self._ended = False

    def read(self) -> None:
        """Take what has come, without waiting."""
        try:
            piece = self.connection.recv(LONGEST_LINE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._ended = True
            return
        self._data += piece
        self._ended = not piece

    @property
    def line(self) -> str | None:
        """The first line, or what comes before the end; None while it is not whole."""
        whole = b"\n" in self._data or len(self._data) > LONGEST_LINE or self._ended
        if not whole:
            return None
        first = self._data.partition(b"\n")[0]
        return first[: LONGEST_LINE + 1].decode("utf-8", errors="replace")

    def answer(self, answer: Answer, name: str) -> None:
        """Answer and hang up; to a client that has gone, that is nothing.

        Parameters
        ----------
        answer : Answer
        name : str
            Of the listener, for a client that wants it.
        """
        self.read()  # the wishes may have come meanwhile
        data = _line(f"{'ok' if answer.done else 'no'} {answer.text}")
        granted = {NAME.encode(): name, FIGURES.encode(): answer.figures}
        # Each wish once, in the client's order; an empty line where there is nothing to give.
        for wish in dict.fromkeys(self._data.split(b"\n")[1:]):
            data += _line(granted[wish]) if wish in granted else b""
        with contextlib.suppress(OSError):
            # The kernel takes so little at once; who does not read it never had it.
            self.connection.sendall(data)
        self.close()

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


def _line(text: str) -> bytes:
    """One line of bounded length; what names bring along does not break it."""
    words = printable(" ".join(text.split())).encode(errors="replace")
    return words[: LONGEST_ANSWER - 1] + b"\n"
