"""The listener's own faults, each told in words once, with back-off.

In: what is wrong or right, as it is noticed. Out: names of sentences in the catalogue,
when they are due. Never does: saying them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from edge_aac.errors import EdgeAacError
from edge_aac.service.trouble import News, Trouble, TroubleState


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of fault is told."""

    wrong: str
    """The sentence's name in the catalogue."""
    right: str | None
    """The sentence for its end; None where that is not worth a word."""
    trouble: Trouble


class Fault(Enum):
    """What can be wrong with a listener that runs."""

    # Who was told that it hears, and it does not, is told within a minute.
    MICROPHONE = Kind("microphone_lost", "microphone_back", Trouble(longest_seconds=60.0))
    SILENCE = Kind(
        "microphone_silent", "microphone_back", Trouble(first_seconds=600.0, longest_seconds=3600.0)
    )
    OVERLOAD = Kind("overloaded", None, Trouble(first_seconds=60.0, calm_seconds=30.0))
    OUTPUT = Kind("disk_full", None, Trouble(first_seconds=60.0, longest_seconds=3600.0))
    READER = Kind("not_read", None, Trouble(first_seconds=60.0, longest_seconds=3600.0))
    TEXT = Kind("text_gone", None, Trouble())


class NotWritten(EdgeAacError):
    """A report cannot be written just now; a later one may be."""

    fault = Fault.OUTPUT


class NotRead(NotWritten):
    """So many reports wait for whoever reads them that there is no room for one more."""

    fault = Fault.READER


class Gone(EdgeAacError):
    """No report can be written any more: the reader has left, the terminal was closed."""


class Faults:
    """All of them, with one clock.

    Parameters
    ----------
    now : callable
        Seconds that only grow, also while there is no sound.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._states = dict.fromkeys(Fault, TroubleState())
        self._due: list[str] = []

    def wrong(self, fault: Fault) -> None:
        """It is wrong, or still is."""
        self._keep(fault, fault.value.trouble.on_wrong(self._states[fault], self._now()))

    def right(self, fault: Fault) -> None:
        """It is right, or still is."""
        self._keep(fault, fault.value.trouble.on_right(self._states[fault], self._now()))

    def due(self) -> list[str]:
        """The sentences that are to be said now, by name; each is given once."""
        for fault in Fault:
            self._keep(fault, fault.value.trouble.on_time(self._states[fault], self._now()))
        due, self._due = self._due, []
        return due

    def _keep(self, fault: Fault, judged: tuple[TroubleState, News | None]) -> None:
        self._states[fault], news = judged
        name = fault.value.right if news is News.RIGHT else fault.value.wrong
        if news is not None and name is not None:
            self._due.append(name)
