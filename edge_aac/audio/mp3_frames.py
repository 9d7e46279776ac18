"""The frames of an MP3 file, one by one.

In: the file. Out: how much sound they hold, and whether the last one is whole. For a file that
does not say how long it is: libsndfile guesses that from its size and the bit rate of its first
frames, and reads no further.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_HEADER_BYTES = 4
_SYNC = 0xFFE0_0000
_V1, _LAYER_3 = 3, 1
_RESERVED_VERSION = 1
_V1_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2_KBITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_V1_RATES = (44_100, 48_000, 32_000)
_RATE_DIVISORS = {3: 1, 2: 2, 0: 4}
"""By version: 1, 2 and 2.5."""
_V1_SAMPLES, _V2_SAMPLES = 1_152, 576


@dataclass(frozen=True, slots=True)
class Frames:
    """What a file holds."""

    samples: int = 0
    """Of each channel."""
    whole: bool = True
    """Whether the last frame is."""


@dataclass(frozen=True, slots=True)
class _Frame:
    length: int
    """Bytes, with its header."""
    samples: int


def count(file: BinaryIO, start: int) -> Frames:
    """Go through the frames that follow one another from there."""
    size = file.seek(0, os.SEEK_END)
    samples, at = 0, start
    for frame in _frames(file, start):
        if at + frame.length > size:
            return Frames(samples, whole=False)
        samples, at = samples + frame.samples, at + frame.length
    return Frames(samples)


def _frames(file: BinaryIO, at: int) -> Iterator[_Frame]:
    while True:
        file.seek(at)
        frame = _frame(int.from_bytes(file.read(_HEADER_BYTES).ljust(_HEADER_BYTES, b"\0"), "big"))
        if frame is None:
            return
        yield frame
        at += frame.length


def _frame(word: int) -> _Frame | None:
    """The frame with this header; None where it is none, or does not say how long it is."""
    version, layer = word >> 19 & 3, word >> 17 & 3
    kbits, rate, padding = word >> 12 & 15, word >> 10 & 3, word >> 9 & 1
    if word & _SYNC != _SYNC or version == _RESERVED_VERSION or layer != _LAYER_3:
        return None
    if not 0 < kbits < len(_V1_KBITS) or rate >= len(_V1_RATES):
        return None
    table, samples = (_V1_KBITS, _V1_SAMPLES) if version == _V1 else (_V2_KBITS, _V2_SAMPLES)
    hertz = _V1_RATES[rate] // _RATE_DIVISORS[version]
    return _Frame(samples // 8 * table[kbits] * 1_000 // hertz + padding, samples)
