"""What the scene holds: which labels are active, which of them are new.

In: one smoothed row of posteriors at a time. Out: a frozen `SceneState`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RECENT_SECONDS = 8.0
"""A new label that is gone for longer is no longer in what the decoder remembers."""


@dataclass(frozen=True, slots=True)
class SceneNews:
    """A label that was heard and not described yet."""

    column: int
    first: float
    last: float
    """When it was first and last active [s]."""
    peak: float


@dataclass(frozen=True, slots=True)
class SceneState:
    """All that is remembered of the scene; bounded by the number of labels."""

    values: tuple[float, ...]
    """Smoothed posteriors."""
    active: tuple[int, ...] = ()
    news: tuple[SceneNews, ...] = ()
    known: tuple[tuple[int, float], ...] = ()
    """Labels described before, and when each was last active [s]."""
    changed: float = 0.0
    """When a label last became news [s]."""
    asked: float | None = None
    """When a description was last wanted [s]."""
    described: bool = False
    """Whether a description was ever wanted."""
    requested: bool = False
    before: SceneState | None = None
    """The state before the last wish, in case that comes to nothing; it holds none itself."""


def active_after(
    active: tuple[int, ...], values: tuple[float, ...], on: tuple[float, ...]
) -> tuple[int, ...]:
    """Columns that are active: above their threshold, or still above half of it."""
    before = set(active)
    return tuple(
        column
        for column, value in enumerate(values)
        if value >= on[column] or (column in before and value >= 0.5 * on[column])
    )


def news_after(
    state: SceneState, active: tuple[int, ...], values: tuple[float, ...], t: float
) -> tuple[SceneNews, ...]:
    """What is heard and not described, without what was gone too long."""
    known = {column for column, _ in state.known}
    news = {one.column: one for one in state.news if t - one.last <= RECENT_SECONDS}
    for column in active:
        if column not in known:
            one = news.get(column, SceneNews(column, t, t, 0.0))
            news[column] = SceneNews(column, one.first, t, max(one.peak, values[column]))
    return tuple(news.values())


def known_after(
    known: Mapping[int, float], active: tuple[int, ...], t: float, forget: float
) -> tuple[tuple[int, float], ...]:
    """What was described before, without what was gone long enough to be new again."""
    present = set(active)
    return tuple(
        (column, t if column in present else last)
        for column, last in known.items()
        if column in present or t - last <= forget
    )
