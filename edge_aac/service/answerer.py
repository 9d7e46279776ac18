"""What the listener needs of whatever answers a person.

In: nothing. Out: a protocol. Never does: anything.
"""

from __future__ import annotations

from typing import Protocol

from edge_aac.service.condition import Moment
from edge_aac.service.voice import Told


class Answerer(Protocol):
    """What carries out what is asked while it listens."""

    def serve(self, moment: Moment) -> list[Told]:
        """Carry out what waits; what is to be shown and said now."""

    def close(self) -> None:
        """Nothing more is carried out."""
