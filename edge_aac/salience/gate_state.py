"""What the gate remembers: what was said, what still sounds, what was described.

In and out: frozen values, each change a new one. Everything
is bounded: labels by number, events by number, descriptions by the hour.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_aac.types import Event

_MOST_EVENTS = 64
_MOST_LABELS = 128
_MOST_RECENT = 1024
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Said:
    """A label's last announcement."""

    label: str
    group: str
    t: float
    cooling: bool = True
    """False once the end was announced: what begins again after that is news."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """An event that is not over."""

    event: Event
    since: float
    """From when repetitions are counted [s]."""
    said: bool
    """Whether it was announced."""
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class DescribedScene:
    """The last description that was spoken."""

    t: float
    wording: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class GateState:
    """All that the gate knows of the past."""

    said: tuple[Said, ...] = ()
    """At most one per label, oldest first."""
    sounding: tuple[Sounding, ...] = ()
    """At most one per event, oldest first."""
    last_announced: float | None = None
    """When anything was last announced [s]."""
    described: DescribedScene | None = None
    ambient: tuple[float, ...] = ()
    """When descriptions were spoken in the last hour [s]."""
    recent_announcements: tuple[tuple[float, str], ...] = ()
    """When which label was announced in the last hour [s]; critical ones do not count."""

    def talk(self, t: float, label: str | None = None) -> int:
        """Announcements that counted in the last hour, of one label or all."""
        recent = [name for at, name in self.recent_announcements if at > t - HOUR]
        return len(recent) if label is None else recent.count(label)

    def counted(self, label: str, t: float) -> GateState:
        """After an announcement that counts against the hour's budget."""
        recent = [one for one in self.recent_announcements if one[0] > t - HOUR]
        return replace(self, recent_announcements=(*recent, (t, label))[-_MOST_RECENT:])

    def announced(self, event: Event, t: float) -> GateState:
        """After an announcement of this event's label."""
        others = [one for one in self.said if one.label != event.label]
        said = (*others, Said(event.label, event.group, t))[-_MOST_LABELS:]
        return replace(self, said=said, last_announced=t)

    def with_sounding(self, sounding: Sounding) -> GateState:
        """With this event as the latest word on its id."""
        others = [one for one in self.sounding if one.event.id != sounding.event.id]
        return replace(self, sounding=(*others, sounding)[-_MOST_EVENTS:])

    def without(self, event_id: int) -> GateState:
        """When an event is over."""
        rest = tuple(one for one in self.sounding if one.event.id != event_id)
        return replace(self, sounding=rest)

    def end_announced(self, group: str, t: float) -> GateState:
        """After the end of an alarm was announced: its whole group is news again."""
        said = tuple(
            replace(one, cooling=False) if one.group == group else one for one in self.said
        )
        return replace(self, said=said, last_announced=t)

    def find(self, event_id: int) -> Sounding | None:
        """The event with this id, unless it is over."""
        return next((one for one in self.sounding if one.event.id == event_id), None)

    def last_said(self, *labels: str) -> Said | None:
        """The last announcement of any of these labels."""
        return next((one for one in reversed(self.said) if one.label in labels), None)

    def announced_groups(self, since: float) -> frozenset[str]:
        """Groups announced since then, or announced and still sounding."""
        recent = {one.group for one in self.said if one.t >= since}
        lasting = {one.event.group for one in self.sounding if one.said}
        return frozenset(recent | lasting)

    def spoke_scene(self, described: DescribedScene, counts: bool) -> GateState:
        """After a description was spoken; `counts` against the hour's budget."""
        ambient = tuple(t for t in self.ambient if t > described.t - HOUR)
        return replace(
            self,
            described=described,
            ambient=(*ambient, described.t) if counts else ambient,
        )
