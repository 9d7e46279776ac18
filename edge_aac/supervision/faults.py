"""The listener's own faults, each announced once, with back-off.

In: what is wrong or right, as it is noticed. Out: announcements, when they are due: each goes to
the voice and to the lines. Where the back-off forbids speaking, the line alone is due. To add a
fault: a member of `Fault`, a `Notice`, and its sentence in each catalogue of phrases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from edge_aac.errors import EdgeAacError
from edge_aac.salience.notices import Announcement, Notice
from edge_aac.supervision.fault_announcements import AnnouncementBackoff, FaultChange, FaultState


@dataclass(frozen=True, slots=True)
class FaultKind:
    """How one kind of fault is announced."""

    wrong: Notice
    right: Notice | None
    """For its end; None where that is not worth a word."""
    backoff: AnnouncementBackoff


_DAY = 86_400.0
_ONCE = AnnouncementBackoff(first_seconds=_DAY, longest_seconds=_DAY, steady_seconds=_DAY)


class Fault(Enum):
    """What can be wrong with a listener that runs."""

    # A newly lost microphone is announced within a minute.
    MICROPHONE = FaultKind(
        Notice.MICROPHONE_LOST, Notice.MICROPHONE_BACK, AnnouncementBackoff(longest_seconds=60.0)
    )
    SILENCE = FaultKind(
        Notice.MICROPHONE_SILENT,
        Notice.MICROPHONE_BACK,
        AnnouncementBackoff(first_seconds=30.0, longest_seconds=3600.0),
    )
    # A microphone that hears badly is announced once a day at most: it stays as it is.
    TOO_QUIET = FaultKind(Notice.MICROPHONE_QUIET, None, _ONCE)
    CLIPPING = FaultKind(Notice.MICROPHONE_CLIPPING, None, _ONCE)
    OFFSET = FaultKind(Notice.MICROPHONE_OFFSET, None, _ONCE)
    NARROW = FaultKind(Notice.MICROPHONE_NARROW, None, _ONCE)
    TEMPO = FaultKind(Notice.MICROPHONE_TEMPO, None, _ONCE)
    OVERLOAD = FaultKind(
        Notice.OVERLOADED, None, AnnouncementBackoff(first_seconds=60.0, calm_seconds=30.0)
    )
    # Told when it begins; one that comes and goes all day is told ever more seldom.
    SHORT_OF_TIME = FaultKind(
        Notice.SHORT_OF_TIME,
        None,
        AnnouncementBackoff(first_seconds=600.0, longest_seconds=_DAY, steady_seconds=3600.0),
    )
    STUMBLE = FaultKind(
        Notice.STUMBLED, None, AnnouncementBackoff(first_seconds=60.0, calm_seconds=30.0)
    )
    PART = FaultKind(
        Notice.PART_FAILED, None, AnnouncementBackoff(first_seconds=60.0, calm_seconds=30.0)
    )
    OUTPUT = FaultKind(
        Notice.DISK_FULL,
        Notice.WRITING_AGAIN,
        AnnouncementBackoff(first_seconds=60.0, longest_seconds=3600.0),
    )
    READER = FaultKind(
        Notice.NOT_READ,
        Notice.WRITING_AGAIN,
        AnnouncementBackoff(first_seconds=60.0, longest_seconds=3600.0),
    )
    TEXT = FaultKind(Notice.TEXT_GONE, None, AnnouncementBackoff())


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
        self._states = dict.fromkeys(Fault, FaultState())
        self._due: list[Announcement] = []

    def wrong(self, fault: Fault, remind: bool = False) -> None:
        """It is wrong, or still is.

        Parameters
        ----------
        fault : Fault
        remind : bool
            Whether a line about it is due, although it was announced before.
        """
        judged = fault.value.backoff.on_wrong(self._states[fault], self._now())
        if not self._keep(fault, judged) and remind:
            self._due.append(Announcement(fault.value.wrong, spoken=False))

    def right(self, fault: Fault) -> None:
        """It is right, or still is."""
        self._keep(fault, fault.value.backoff.on_right(self._states[fault], self._now()))

    def due(self) -> list[Announcement]:
        """What is to be announced now, in order; each is given once."""
        for fault in Fault:
            self._keep(fault, fault.value.backoff.on_time(self._states[fault], self._now()))
        due, self._due = self._due, []
        return due

    def _keep(self, fault: Fault, judged: tuple[FaultState, FaultChange | None]) -> bool:
        """Keep a state; whether something became due by it."""
        before, (after, change) = self._states[fault], judged
        self._states[fault] = after
        if change is None and before.wrong == after.wrong:
            return False
        wrong = after.wrong if change is None else change is FaultChange.WRONG
        notice = fault.value.wrong if wrong else fault.value.right
        if notice is not None:
            self._due.append(Announcement(notice, spoken=change is not None))
        return True
