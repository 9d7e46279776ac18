"""One captioned recording, and what of a data set could not be found.

In: what the loaders read. Out: frozen rows. Never does: opening sound files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = 3
"""Names that are listed of many that are missing."""


@dataclass(frozen=True, slots=True)
class CaptionedClip:
    """A stretch of a sound file and what people said about it."""

    path: Path
    captions: tuple[str, ...]
    """As they were written; each once."""
    source: str
    """`clotho`, `audiocaps`, or `wavcaps/` and the name of its part."""
    split: str
    """As the data set calls it."""
    group: str
    """The original recording (`freesound:80399`, `youtube:rqfQRErjfk8`): it stays on one
    side of any split, whatever data set it is met in."""
    start: float = 0.0
    """Where in the file the captions begin to hold [s]."""
    seconds: float | None = None
    """How long they hold [s]; None: to the file's end."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a data set lists and a loader left out, or could not identify."""

    audio: int = 0
    """Recordings whose file is not on disk."""
    examples: tuple[str, ...] = ()
    """The first few of them."""
    captions: int = 0
    """Captions without a single word."""
    unidentified: int = 0
    """Recordings that were kept though nothing tells which original they were cut from."""

    @staticmethod
    def counted(absent: Iterable[str], captions: int = 0, unidentified: int = 0) -> Missing:
        """From the names of what is not on disk."""
        names = list(absent)
        return Missing(len(names), tuple(names[:EXAMPLES]), captions, unidentified)

    def summary(self) -> str:
        """One line for whoever trains; empty where nothing is missing."""
        said = []
        if self.audio:
            rest = ", ..." if self.audio > len(self.examples) else ""
            said.append(f"{self.audio} without audio ({', '.join(self.examples)}{rest})")
        if self.captions:
            said.append(f"{self.captions} empty captions")
        if self.unidentified:
            said.append(f"{self.unidentified} whose original recording is unknown")
        return "; ".join(said)


def once(captions: Iterable[str]) -> tuple[str, ...]:
    """Captions in their order, each once, without the blanks around them."""
    return tuple(dict.fromkeys(stripped for c in captions if (stripped := c.strip())))
