"""What the listener needs of whatever speaks.

In: nothing. Out: protocols, and an utterance with its signal. Never does: anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from edge_aac.speech.earcon import Earcon
from edge_aac.types import Report, Utterance


@dataclass(frozen=True, slots=True)
class Cued:
    """An utterance with a signal before its words."""

    utterance: Utterance
    earcon: Earcon


Told: TypeAlias = Report | Utterance | Cued
"""What the loop hands on: reports to the printer, the others to the voice."""


class Voice(Protocol):
    """What speaks."""

    def say(self, utterance: Utterance, earcon: Earcon | None = None) -> None:
        """Take an utterance; never blocks."""

    def wait(self, timeout: float) -> bool:
        """Until nothing is left to say; False when the time ran out."""

    def close(self) -> None:
        """Fall silent and let go of the device."""


@runtime_checkable
class Accountable(Protocol):
    """A voice that knows what it did not say."""

    def begun(self, timeout: float) -> bool:
        """Wait until it speaks, or is known not to [s]; whether it does."""

    def unsaid(self) -> tuple[Utterance, ...]:
        """What was not said to its end, since this was last asked; also after `close`."""


@runtime_checkable
class Adjustable(Protocol):
    """A voice that can be changed while it speaks."""

    def hush(self) -> None:
        """Fall silent, and forget what waits; what is critical is said nevertheless."""

    def adjust(self, *, rate: int | None = None, volume: float | None = None) -> None:
        """From the next utterance on, speak so fast [words a minute], so loud [0 to 1]."""
