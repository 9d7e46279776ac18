"""A source of sound, whatever it is.

In: the settings. Out: blocks of 16 kHz mono with the index of their first sample.
A live source that goes silent is noticed by missing samples and raises `SourceLost`;
it is never trusted to raise by itself. One source is never replaced by another.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from edge_aac.audio.settings import AudioSettings
from edge_aac.errors import EdgeAacError
from edge_aac.types import Block

SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif", ".opus", ".m4a"})


class SourceLost(EdgeAacError):
    """A live source stopped giving samples; it may come back."""


class Source(Protocol):
    """What the listener listens to."""

    @property
    def name(self) -> str:
        """What to call it to a person."""

    @property
    def live(self) -> bool:
        """Whether it goes on by itself, and drops what is not taken in time."""

    def blocks(self) -> Iterator[Block]:
        """Blocks of at most 2,560 samples, in order, until the input ends.

        Raises
        ------
        SourceLost
            A live source gives nothing any more.
        EdgeAacError
            The input is unreadable.
        """

    def close(self) -> None:
        """Let go of device or file."""


def open_source(settings: AudioSettings) -> Source:
    """Open what `settings.input` names.

    Raises
    ------
    EdgeAacError
        There is no such thing, or it cannot be opened.
    """
    wanted = settings.input
    if wanted == "-":
        from edge_aac.audio.stdin import StandardInput

        return StandardInput()
    if wanted == "demo":
        from edge_aac.audio.demo import Demo

        return Demo(settings.realtime)
    if wanted != "mic" and (_looks_like_path(wanted) or _exists(Path(wanted))):
        from edge_aac.audio.file import SoundFile

        return SoundFile(Path(wanted), settings.realtime)
    from edge_aac.audio.microphone import open_microphone

    return open_microphone(
        None if wanted == "mic" else wanted, settings.buffer_seconds, settings.stall_seconds
    )


def _looks_like_path(text: str) -> bool:
    return "/" in text or Path(text).suffix.lower() in SOUND_SUFFIXES


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # too long for a file's name, so it is none
        return False
