"""Standard input -> blocks: raw 16 kHz mono, signed 16-bit little-endian.

In: bytes. Out: blocks; a last odd byte is left out. Whoever writes sets the pace.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from edge_aac.types import HOP_SAMPLES, Block


class StandardInput:
    """A pipe as a source."""

    name = "standard input"
    live = False

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = sys.stdin.buffer if stream is None else stream

    def blocks(self) -> Iterator[Block]:
        """Blocks until the pipe is closed."""
        start = 0
        rest = b""
        while data := self._stream.read(2 * HOP_SAMPLES - len(rest)):
            data = rest + data
            whole = len(data) - len(data) % 2
            rest = data[whole:]
            samples = np.frombuffer(data[:whole], "<i2").astype(np.float32) / np.float32(32768)
            if len(samples):
                yield Block(samples, start)
                start += len(samples)

    def close(self) -> None:
        """Leave the pipe to whoever owns it."""
