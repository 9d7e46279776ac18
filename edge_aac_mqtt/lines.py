"""Lines of the listener from a pipe.

In: bytes, as they come. Out: objects. A line that is too long or no object is counted and left out.
Never does: keeping more than one line.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

LONGEST = 64 * 1024
"""Bytes of a line; the listener's have less than two thousand."""


class Lines:
    """Reads them one after the other.

    Parameters
    ----------
    read : callable
        Gives at most so many bytes, as soon as there are any; none at the end. Not a buffered file:
        a thread that waits inside one keeps the process from ending.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self.strange = 0
        """Lines that were left out."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for data in self._whole():
            row = None
            if len(data) <= LONGEST:
                with contextlib.suppress(ValueError, RecursionError):
                    row = json.loads(data)
            if isinstance(row, dict):
                yield row
            elif data.strip():
                self.strange += 1

    def _whole(self) -> Iterator[bytes]:
        """Line after line; of one that is too long, only that it is."""
        rest = b""
        while piece := self._read(LONGEST):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > LONGEST:
                rest = rest[: LONGEST + 1]
        if rest:
            yield rest


def standard_input(most: int) -> bytes:
    """Bytes from standard input."""
    return os.read(0, most)
