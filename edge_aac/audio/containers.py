"""Which files ffmpeg is asked for: known by their first bytes, never by their names.

In: how a file begins. Out: what it is called to a person, and which of ffmpeg's readers it
needs. ffmpeg would guess for itself, and then follow play lists to other files.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 512
"""So many of a file's first bytes identify it."""


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that libsndfile does not read."""

    name: str
    """What to call it to a person."""
    reader: str
    """What ffmpeg's option -f calls it."""


MP4 = Container("an MP4 or M4A file", "mov")
MATROSKA = Container("a Matroska or WebM file", "matroska")
AAC = Container("an AAC file", "aac")
WMA = Container("a Windows Media file", "asf")
AMR = Container("an AMR file", "amr")
AVI = Container("an AVI file", "avi")
FLASH = Container("a Flash video", "flv")
MPEG = Container("an MPEG film", "mpeg")
TRANSPORT = Container("an MPEG transport stream", "mpegts")
AC3 = Container("an AC-3 file", "ac3")
EAC3 = Container("an E-AC-3 file", "eac3")

_STARTS = (
    (4, b"ftyp", MP4),
    # QuickTime's older files.
    (4, b"moov", MP4),
    (4, b"wide", MP4),
    (8, b"AVI ", AVI),
    (0, b"FLV\x01", FLASH),
    (0, b"\x00\x00\x01\xba", MPEG),
    (0, b"\x1a\x45\xdf\xa3", MATROSKA),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", WMA),
    (0, b"#!AMR", AMR),
)
_ADTS_MASK, _ADTS = 0xFFF6, 0xFFF0
"""Twelve ones, and a layer of zero, which no MP3 frame has."""
_AC3, _LATEST_AC3 = b"\x0b\x77", 10
"""How each frame begins, and the highest version that is not the enhanced one."""
_PACKET, _PACKET_BYTES, _PACKETS = 0x47, 188, 3
"""Of a transport stream: how each packet begins, and so many are looked at."""
_STAMPS = (0, 4)
"""A camera puts so many bytes before each packet."""


def container(head: bytes) -> Container | None:
    """What a file is that begins like this; None where ffmpeg is not needed or would not help."""
    for offset, start, kind in _STARTS:
        if head[offset : offset + len(start)] == start:
            return kind
    if len(head) >= 2 and int.from_bytes(head[:2], "big") & _ADTS_MASK == _ADTS:
        return AAC
    if head.startswith(_AC3) and len(head) > len(_AC3) + 3:
        return AC3 if head[5] >> 3 <= _LATEST_AC3 else EAC3
    return TRANSPORT if any(_is_transport(head, stamp) for stamp in _STAMPS) else None


def _is_transport(head: bytes, stamp: int) -> bool:
    """Whether packets begin where they should, with so many bytes before each."""
    starts = head[stamp :: stamp + _PACKET_BYTES]
    return len(starts) >= _PACKETS and all(byte == _PACKET for byte in starts[:_PACKETS])
