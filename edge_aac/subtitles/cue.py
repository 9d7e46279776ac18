"""What subtitles are made of: frozen values. Never does: anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Text that is shown for a while."""

    start: float
    end: float
    """On the recording's clock [s]."""
    lines: tuple[str, ...]
    """At most two; the more important sound first."""

    @property
    def text(self) -> str:
        """Its lines, as players show them."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a recording that has a name."""

    start: float
    end: float
    title: str
