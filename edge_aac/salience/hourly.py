"""What was detected in each hour, for whoever watches a place and not a person.

In: events, and how time passes. Out: a frozen state, and a `Summary` at the end of each hour. A
pure function of its input. Never does: deciding what is announced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from edge_aac.salience.catalogue import Catalogue
from edge_aac.salience.profiles import Profile
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import Event, Priority, Summary


@dataclass(frozen=True, slots=True)
class HourlyState:
    """What was counted since the last summary; bounded by the labels and the events of an hour."""

    since: float = 0.0
    labels: tuple[tuple[int, str], ...] = ()
    """Each event's number and its label, as exact as it became."""


class Hourly:
    """Sums each hour up.

    Parameters
    ----------
    profile : Profile
        What it announces is counted.
    taxonomy : Taxonomy
    catalogue : Catalogue
    every : float
        So often it is summed up [s].
    """

    def __init__(
        self, profile: Profile, taxonomy: Taxonomy, catalogue: Catalogue, every: float
    ) -> None:
        self._catalogue, self._every = catalogue, every
        self._counted = frozenset(
            one.name
            for one in taxonomy.every
            if one.priority is Priority.CRITICAL
            or (one.priority is Priority.ATTENTION and profile.announces(one.name))
        )

    def start(self) -> HourlyState:
        """Nothing detected yet."""
        return HourlyState()

    def count(self, state: HourlyState, events: Iterable[Event]) -> HourlyState:
        """Count events; one that is named more exactly counts once."""
        known = dict(state.labels)
        known |= {one.id: one.label for one in events if one.label in self._counted}
        return replace(state, labels=tuple(known.items()))

    def step(
        self, state: HourlyState, events: Iterable[Event], t: float
    ) -> tuple[HourlyState, Summary | None]:
        """Take what was decided up to `t` [s]; perhaps sum up."""
        state = self.count(state, events)
        if t - state.since < self._every:
            return state, None
        return HourlyState(since=t), self._summed(state, t)

    def flush(self, state: HourlyState, t: float) -> Summary | None:
        """End of input: what the hour had until then."""
        return self._summed(state, t) if t > state.since else None

    def _summed(self, state: HourlyState, t: float) -> Summary:
        counts: dict[str, int] = {}
        for _, label in state.labels:
            counts[label] = counts.get(label, 0) + 1
        return Summary(t, state.since, t, counts, self._catalogue.hour(counts))
