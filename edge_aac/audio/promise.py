"""Whether a file holds as much sound as its header promises.

In: a wav or aiff file, of which the headers of its chunks are read. Out: yes or no. libsndfile
takes what there is without a word. A header that was written before anybody knew the length, as
into a pipe, promises nothing. Never does: decoding.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

MOST_CHUNKS = 256
"""So many are looked through for the one with the sound."""
TOLERATED_BYTES = 64
"""May be missing: there are writers that count their header as sound."""
ENDLESS_BYTES = 0x7FF0_0000
"""Programs that write into a pipe promise as much as a header holds, signed or not."""
_TOP_BYTES = 12


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind of file lays out its chunks."""

    start: bytes
    chunk: struct.Struct
    """Name and length of one."""
    sound: bytes
    """What the one with the samples is called."""


_FORMS = (
    _Form(b"RIFF", struct.Struct("<4sI"), b"data"),
    _Form(b"RIFX", struct.Struct(">4sI"), b"data"),
    _Form(b"FORM", struct.Struct(">4sI"), b"SSND"),
)


def holds_less(path: Path) -> bool:
    """Whether sound that the header promises is missing at the end of the file.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        top = file.read(_TOP_BYTES)
        form = next((one for one in _FORMS if top.startswith(one.start)), None)
        if form is None:
            return False
        at = _TOP_BYTES
        for _ in range(MOST_CHUNKS):
            file.seek(at)
            header = file.read(form.chunk.size)
            if len(header) < form.chunk.size:
                return False
            name, length = form.chunk.unpack(header)
            at += form.chunk.size
            if name == form.sound:
                return bool(length < ENDLESS_BYTES and at + length > size + TOLERATED_BYTES)
            # Each begins at an even place.
            at += length + length % 2
    return False
