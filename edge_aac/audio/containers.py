"""Which files ffmpeg is asked for: known by their first bytes, never by their names.

In: how a file begins. Out: what it is called to a person, and which of ffmpeg's readers it
needs. ffmpeg would guess for itself, and then follow play lists to other files.
Never does: opening a file.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 64
"""So many of a file's first bytes tell."""


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

_STARTS = (
    (4, b"ftyp", MP4),
    (0, b"\x1a\x45\xdf\xa3", MATROSKA),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", WMA),
    (0, b"#!AMR", AMR),
)
_ADTS_MASK, _ADTS = 0xFFF6, 0xFFF0
"""Twelve ones, and a layer of zero, which no MP3 frame has."""


def container(head: bytes) -> Container | None:
    """What a file is that begins like this; None where ffmpeg is not needed or would not help."""
    for offset, start, kind in _STARTS:
        if head[offset : offset + len(start)] == start:
            return kind
    if len(head) >= 2 and int.from_bytes(head[:2], "big") & _ADTS_MASK == _ADTS:
        return AAC
    return None
