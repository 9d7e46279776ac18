"""The listener's lines on standard output, which outlive a full disk and a reader that hangs.

In: lines. Out: each whole line at once, or `NotWritten` where the disk is full just now, `NotRead`
where a pipe or a terminal has no room, since nobody reads what is in it, or `Gone`, once, where
there is nothing to write to any more: the reader has left, the terminal was closed, the drive was
pulled out. Never does: keeping a line for later; buffering, where half a line could come out of
it; waiting for long.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TextIO

from edge_aac.cli.output import ROOM_SECONDS, abandon, file_below, has_room, put
from edge_aac.printable import printable
from edge_aac.supervision.faults import Gone, NotRead, NotWritten

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
        self._gone = False

    @property
    def piped(self) -> bool:
        """Whether another program reads them: from a pipe, or from a socket as some make one."""
        if self._number is None:
            return False
        mode = os.fstat(self._number).st_mode
        return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)

    def put(self, line: str) -> None:
        """Write a line at once.

        Raises
        ------
        NotWritten
            The disk is full just now, or (`NotRead`) there is no room; the line is lost.
        Gone
            Nothing can be written any more. Later lines are dropped without a word.
        """
        if self._gone:
            return
        if self._number is None:
            put(line)
            return
        text = f"{printable(line)}\n".encode(self._stream.encoding or "utf-8", "backslashreplace")
        # A line that was torn by the end of the disk is ended, so that the next stands alone.
        data = b"\n" + text if self._torn else text
        try:
            self._write(data)
        except BlockingIOError:
            raise NotRead(_UNREAD) from None
        except OSError as error:
            if error.errno in FULL:
                raise NotWritten("The disk is full. Make room.") from None
            self._gone = True
            abandon(self._stream)
            why = (error.strerror or "unknown reason").lower()
            raise Gone(f"The text output is gone ({why}). Send it elsewhere.") from None

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
