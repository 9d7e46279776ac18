"""The listener's lines on standard output, which outlive a full disk and a reader that hangs.

In: lines. Out: each whole line at once, or `NotWritten` where the disk is full just now, or
`NotRead` where a pipe or a terminal has no room, since nobody reads what is in it. Never does:
keeping a line for later; buffering, where half a line could come out of it; waiting for long.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

from edge_aac.cli.output import ROOM_SECONDS, file_below, has_room, put
from edge_aac.service.faults import NotRead, NotWritten

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNREAD = "Nobody reads the lines. Let them go on, or send them elsewhere."


class Lines:
    """Writes lines to a stream.

    Parameters
    ----------
    stream : text stream or None
        None for standard output.
    live : bool
        Whether the sound goes on meanwhile; else it waits for the reader as long as it takes.
    """

    def __init__(self, stream: TextIO | None = None, *, live: bool = True) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._live = live
        self._patience = ROOM_SECONDS
        self._number = file_below(self._stream)
        self._torn = False

    def put(self, line: str) -> None:
        """Write a line at once.

        Raises
        ------
        NotWritten
            The disk is full just now, or (`NotRead`) there is no room; the line is lost.
        BrokenPipeError
            Whoever read the lines has gone.
        EdgeAacError
            They cannot be written at all.
        """
        if self._number is None:
            put(line)
            return
        text = f"{line}\n".encode(self._stream.encoding or "utf-8", "backslashreplace")
        # A line that was torn by the end of the disk is ended, so that the next stands alone.
        data = b"\n" + text if self._torn else text
        try:
            self._write(data)
        except BlockingIOError:
            raise NotRead(_UNREAD) from None
        except OSError as error:
            if error.errno in FULL:
                raise NotWritten("The disk is full. Make room.") from None
            put(line)  # tells what is wrong in the usual way

    def _write(self, data: bytes) -> None:
        assert self._number is not None
        while data:
            if self._live:
                self._wait_for_room(self._number)
            written = os.write(self._number, data)
            data = data[written:]
            self._torn = bool(data)

    def _wait_for_room(self, number: int) -> None:
        room = has_room(number, self._patience)
        self._patience = ROOM_SECONDS if room else 0.0
        if not room:
            raise NotRead(_UNREAD)
