"""What the page shows at one moment: frozen values.

In: words that are ready to be read. Out: the same as a JSON object for the page's script. Never
does: choosing words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from edge_aac.printable import encodable, printable


@dataclass(frozen=True, slots=True)
class ShownSound:
    """A sound that is likely just now."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One of the listener's lines."""

    number: int
    """Of this page: it grows by one with each line."""
    time: str
    """When it was, as a clock on the wall shows it."""
    text: str
    urgent: bool
    """Whether it is about a danger."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that changes on the page."""

    state: str
    """Whether it listens, and what is withheld."""
    decibels: float | None = None
    """How loud it is, below full scale; None where that is not known."""
    loudness: str = ""
    """The same in words and numbers."""
    sounds: tuple[ShownSound, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    """The newest, the oldest of them first."""

    def as_json(self, after: int = 0) -> str:
        """The object for the page, with the lines that come after a number."""
        row = {
            "state": _text(self.state),
            "decibels": self.decibels,
            "loudness": _text(self.loudness),
            "sounds": [{"name": _text(one.name), "percent": one.percent} for one in self.sounds],
            "lines": [
                {"n": one.number, "time": one.time, "text": _text(one.text), "urgent": one.urgent}
                for one in self.lines
                if one.number > after
            ],
        }
        return json.dumps(row, separators=(",", ":"))

    @property
    def newest(self) -> int:
        """The number of the newest line; 0 where there is none."""
        return self.lines[-1].number if self.lines else 0


def _text(text: str) -> str:
    return encodable(printable(text))
