"""Whether a file holds as much sound as it promises.

In: a wav, aiff, ogg, mp3 or avi file, of which headers and the end are read. Out: yes or no.
libsndfile and ffmpeg take what there is of these without a word. A header that was written before
anybody knew the length, as into a pipe, promises nothing.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edge_aac.audio import mp3, ogg

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


_AVI_CHUNK = struct.Struct("<4sI4s")
"""Name, length and kind of one of the parts of a film."""
_AVI = (b"AVI ", b"AVIX")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a file says of its length."""

    cut: bool = False
    """Whether sound that it promises is missing at its end."""
    frames: int = 0
    """How many frames an MP3 holds that does not say it; 0 for any other file."""


def promised(path: Path) -> Promise:
    """Look at a file's headers and at its end.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        top = file.read(_TOP_BYTES)
        if top.startswith(ogg.MAGIC):
            return Promise(ogg.ends_early(file))
        if top[8:12] == _AVI[0]:
            return Promise(_cut_film(file, size))
        form = next((one for one in _FORMS if top.startswith(one.start)), None)
        if form is not None:
            return Promise(_cut_chunks(file, form, size))
        frames = mp3.counted(file)
        if frames is None:
            return Promise(mp3.missing_bytes(file) > TOLERATED_BYTES)
        return Promise(not frames.whole, frames.samples)


def _cut_chunks(file: BinaryIO, form: _Form, size: int) -> bool:
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


def _cut_film(file: BinaryIO, size: int) -> bool:
    """A long film has several parts, one behind the other."""
    at = 0
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        header = file.read(_AVI_CHUNK.size)
        if len(header) < _AVI_CHUNK.size:
            return False
        name, length, kind = _AVI_CHUNK.unpack(header)
        if name != b"RIFF" or kind not in _AVI or not 0 < length < ENDLESS_BYTES:
            return False
        at += 8 + length + length % 2
        if at > size + TOLERATED_BYTES:
            return True
    return False
