"""What of a listener's life the journal keeps.

In: reports, sounds of the background, and how far the listener has heard, on its clock. Out:
entries on the wall clock. Never does: writing; keeping anything that is sound.
"""

from __future__ import annotations

from collections.abc import Callable

from edge_aac.journal.entries import Announced, Entry, Happened, Listened
from edge_aac.sound_span import SoundSpan
from edge_aac.types import Caption, Event, EventEnd, Report

BEAT_SECONDS = 60.0
"""So often it is noted that the listener hears."""


class Keeping:
    """Turns what a listener reports into entries.

    Parameters
    ----------
    add : callable
        Takes an entry; never waits, never raises.
    session : str
        What no other listener has.
    now : callable
        The wall clock [s].
    live : bool
        Whether the sound comes as it happens; a recording is taken to begin now.
    """

    def __init__(
        self, add: Callable[[Entry], None], session: str, now: Callable[[], float], live: bool
    ) -> None:
        self._add, self._session, self._now, self._live = add, session, now, live
        self._began = now()
        self._beaten = -BEAT_SECONDS
        self._heard = 0.0
        self._open: dict[int, Event] = {}

    def report(self, report: Report) -> None:
        """Keep what was detected and said."""
        if isinstance(report, Event):
            self._open[report.id] = report
            self._event(report, report.t)
        elif isinstance(report, EventEnd):
            event = self._open.pop(report.id, None)
            if event is not None:
                self._event(event, report.t)
        elif isinstance(report, Caption) and report.spoken:
            self._add(Announced(self._wall(report.t), report.text, report.priority))

    def sound(self, sound: SoundSpan, key: str) -> None:
        """Keep a sound of the background; the same key is the same sound, so far."""
        start, end = self._wall(sound.start), self._wall(sound.end)
        place = f"{self._session}/background/{key}"
        self._add(Happened(sound.label, sound.group, sound.priority, start, end, place))

    def heard(self, t: float) -> None:
        """The listener has heard up to here, on its clock [s]."""
        self._heard = t
        if t - self._beaten >= BEAT_SECONDS:
            self._beaten = t
            self._beat()

    def close(self) -> None:
        """The listener ends: until when it heard."""
        self._beat()

    def _beat(self) -> None:
        self._add(Listened(self._began, self._wall(self._heard), self._session))

    def _event(self, event: Event, end: float) -> None:
        key = f"{self._session}/{event.id}"
        start, stop = self._wall(event.onset), self._wall(end)
        self._add(Happened(event.label, event.group, event.priority, start, stop, key))

    def _wall(self, t: float) -> float:
        """A moment of the listener's clock on the wall clock [s]."""
        if not self._live:
            return round(self._began + t, 3)
        # What a lost microphone did not give is missing from the listener's clock.
        return round(self._now() - max(0.0, self._heard - t), 3)
