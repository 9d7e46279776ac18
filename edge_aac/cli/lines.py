"""The listener's lines on standard output, which outlive a full disk.

In: lines. Out: each whole line at once, or `NotWritten` where the disk is full just now.
Never does: keeping a line for later; buffering, where half a line could come out of it.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

from edge_aac.cli.output import put
from edge_aac.service.faults import NotWritten

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Lines:
    """Writes lines to a stream.

    Parameters
    ----------
    stream : text stream or None
        None for standard output.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._number = _number(self._stream)
        self._torn = False

    def put(self, line: str) -> None:
        """Write a line at once.

        Raises
        ------
        NotWritten
            The disk is full just now; the line is lost.
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
        except OSError as error:
            if error.errno in FULL:
                raise NotWritten("The disk is full. Make room.") from None
            put(line)  # tells what is wrong in the usual way

    def _write(self, data: bytes) -> None:
        assert self._number is not None
        while data:
            written = os.write(self._number, data)
            data = data[written:]
            self._torn = bool(data)


def _number(stream: TextIO | None) -> int | None:
    """The file below a stream, where there is one."""
    try:
        return None if stream is None else stream.fileno()
    except (OSError, ValueError):
        return None
