"""Standard input -> blocks: raw 16 kHz mono, signed 16-bit little-endian.

In: bytes. Out: blocks; a last odd byte is left out. Whoever writes sets the pace.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import HOP_SAMPLES, Block

NAP_SECONDS = 0.01
"""Between two looks at a pipe that does not block."""
_HOW = Reason(Why.PIPE_SOUND)
_HEADS = {b"RIFF": "wav", b"fLaC": "flac", b"OggS": "ogg"}


class StandardInput:
    """A pipe as a source.

    Parameters
    ----------
    stream : BinaryIO or None
        Another than the process's standard input.

    Raises
    ------
    EdgeAacError
        There is no standard input, or a person types into it.
    """

    name = "standard input"
    live = False

    def __init__(self, stream: BinaryIO | None = None) -> None:
        if stream is None:
            if sys.stdin is None:  # a service may start without one
                raise EdgeAacError(Reason.of(Why.NO_STDIN, how=_HOW))
            stream = sys.stdin.buffer
        if stream.isatty():
            raise EdgeAacError(Reason.of(Why.STDIN_KEYBOARD, how=_HOW))
        self._stream = stream

    def blocks(self) -> Iterator[Block]:
        """Blocks until the pipe is closed.

        Raises
        ------
        EdgeAacError
            It cannot be read, or holds a sound file with its header.
        """
        start = 0
        rest = b""
        while data := self._read(2 * HOP_SAMPLES - len(rest)):
            data = rest + data
            if start == 0 and len(data) >= 4 and data[:4] in _HEADS:
                raise EdgeAacError(Reason.of(Why.STDIN_FILE, kind=_HEADS[data[:4]]))
            whole = len(data) - len(data) % 2
            rest = data[whole:]
            samples = np.frombuffer(data[:whole], "<i2").astype(np.float32) / np.float32(32768)
            if len(samples):
                yield Block(samples, start)
                start += len(samples)

    def close(self) -> None:
        """Leave the pipe to whoever owns it."""

    def _read(self, most: int) -> bytes:
        while True:
            try:
                data: bytes | None = self._stream.read(most)
            except OSError as error:
                raise EdgeAacError(Reason.of(Why.STDIN_UNREAD, how=_HOW)) from error
            if data is not None:
                return data
            time.sleep(NAP_SECONDS)  # somebody made the pipe one that does not block
