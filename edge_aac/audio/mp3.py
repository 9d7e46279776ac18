"""How much an MP3 file promises to hold.

In: the file. Out: bytes, where its first frame is the header (Xing, Info) that most encoders write
when they know the whole. In a file without one, the frames are counted.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from edge_aac.audio.mp3_frames import Frames, count

ID3 = b"ID3"
"""Tags that stand before the first frame."""
_ID3_BYTES = 10
_FOOTER = 0x10
_SEARCHED_BYTES = 4096
_SYNC = 0xFFE0
"""Eleven ones begin a frame."""
_SIDE_BYTES = (32, 17, 9)
"""How much stands between a frame's header and ours, by version and channels."""
_FRAME_HEADER_BYTES, _CRC_BYTES = 4, 2
_NAMES = (b"Xing", b"Info")
_HAS_FRAMES, _HAS_BYTES = 0x1, 0x2


def missing_bytes(file: BinaryIO) -> int:
    """How many bytes fewer the file holds than its header promises; 0 where none."""
    promised = _promised_end(file)
    return 0 if promised is None else max(0, promised - file.seek(0, os.SEEK_END))


def counted(file: BinaryIO) -> Frames | None:
    """What the frames hold; None where the header says it, or the file is no MP3."""
    if _promised_end(file) is not None:
        return None
    frames = count(file, _behind_tags(file))
    return frames if frames.samples else None


def _promised_end(file: BinaryIO) -> int | None:
    """Where the header says that the last frame ends."""
    start = _behind_tags(file)
    file.seek(start)
    head = file.read(_SEARCHED_BYTES)
    for name in _NAMES:
        at = head.find(name)
        frame = _frame(head, at)
        if frame is not None:
            promised = _promised(head[at + len(name) :])
            return start + frame + promised if promised else None
    return None


def _behind_tags(file: BinaryIO) -> int:
    """Where the sound may begin."""
    file.seek(0)
    head = file.read(_ID3_BYTES)
    if len(head) < _ID3_BYTES or not head.startswith(ID3):
        return 0
    length = 0
    for byte in head[6:10]:  # seven bits in each
        length = length << 7 | byte & 0x7F
    return _ID3_BYTES + length + (_ID3_BYTES if head[5] & _FOOTER else 0)


def _frame(head: bytes, at: int) -> int | None:
    """Where the frame begins that such a header stands in."""
    for side in _SIDE_BYTES:
        for crc in (0, _CRC_BYTES):
            start = at - side - crc - _FRAME_HEADER_BYTES
            word = int.from_bytes(head[start : start + 2], "big") if start >= 0 else 0
            if word & _SYNC == _SYNC and bool(crc) != bool(word & 1):
                return start
    return None


def _promised(fields: bytes) -> int:
    """The bytes of all frames; 0 where they are not given."""
    flags = int.from_bytes(fields[:4], "big")
    if not flags & _HAS_BYTES:
        return 0
    at = 8 if flags & _HAS_FRAMES else 4
    return int.from_bytes(fields[at : at + 4], "big")
