"""When a description of the scene is wanted.

In: posteriors. Out: `Wanted`, when something has been heard for a while that was not
described before: at the start, then when the scene has changed and settled, on
request, and at the end of the input. A scene that has not changed is not described
again; silence and a room's own tone hold no label, so they never are.

Never does: words (the decoder's), announcements (an attention or critical label is
the events' to announce, so on its own it starts a description only at the
beginning and at the end).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from edge_aac.salience.announcement_policy import AnnouncementPolicy
from edge_aac.salience.salience_settings import SalienceSettings
from edge_aac.salience.scene import (
    SceneNews,
    SceneState,
    active_after,
    known_after,
    news_after,
)
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, STEPS_PER_HOP, FloatArray, Priority, Urgency

__all__ = ["SceneState", "SceneWatch", "Wanted"]

_ROW = HOP_SAMPLES / SAMPLE_RATE / STEPS_PER_HOP
_RISE = 1.0 - math.exp(-_ROW / 0.6)
_MEMORY_SECONDS = 10.0
_EPSILON = 1e-6
_RESTLESS = 3.0
"""A scene that keeps changing is described after so many times the settling time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish for a description."""

    start: float
    """Since when what is new is heard [s], at most 10 s back."""
    end: float
    labels: tuple[str, ...]
    """What is heard, strongest first; empty only when requested in silence."""
    urgency: Urgency
    """Requested where the person asked for it."""


class SceneWatch:
    """Notices that the scene is worth a description.

    Parameters
    ----------
    taxonomy : Taxonomy
    thresholds : mapping of str to float
        The bundle's threshold per label, 0..1.
    settings : SalienceSettings
    """

    def __init__(
        self, taxonomy: Taxonomy, thresholds: Mapping[str, float], settings: SalienceSettings
    ) -> None:
        policy = AnnouncementPolicy(settings, taxonomy)
        self._names = taxonomy.names
        self._on = tuple(thresholds.get(name, settings.scene_threshold) for name in self._names)
        self._remarkable = tuple(policy.remarkable(name) for name in self._names)
        self._ambient = tuple(label.priority is Priority.AMBIENT for label in taxonomy.labels)
        self._settings = settings
        self._scene_seconds = policy.scene_seconds

    def start(self) -> SceneState:
        """Nothing heard yet."""
        return SceneState((0.0,) * len(self._names))

    def step(
        self, state: SceneState, posteriors: FloatArray, end: float, quiet: bool = True
    ) -> tuple[SceneState, Wanted | None]:
        """Take rows of posteriors; perhaps want a description.

        Parameters
        ----------
        state : SceneState
        posteriors : ndarray, shape (n, labels)
            One row per 80 ms; a row that holds anything not finite counts as silence.
        end : float
            End of the last row [s].
        quiet : bool
            Whether a description could be spoken now; otherwise the wish waits.
        """
        for back, row in zip(range(len(posteriors) - 1, -1, -1), posteriors, strict=True):
            state = self._row(state, row, end - back * _ROW)
        if state.requested or (quiet and self._ripe(state, end)):
            return self._want(state, end)
        return state, None

    def flush(self, state: SceneState, end: float) -> tuple[SceneState, Wanted | None]:
        """End of input: want what was heard and never described."""
        if state.requested or any(self._remarkable[one.column] for one in state.news):
            return self._want(state, end)
        return state, None

    def request(self, state: SceneState) -> SceneState:
        """The person asks what is around: the next step wants a description."""
        return replace(state, requested=True)

    def withdraw(self, state: SceneState) -> SceneState:
        """The last wish came to nothing: what it was about is news again."""
        before = state.before
        if before is None:
            return state
        news = {one.column: one for one in (*before.news, *state.news)}
        return replace(
            state,
            news=tuple(news.values()),
            known=before.known,
            asked=before.asked,
            described=before.described,
            requested=before.requested or state.requested,
            before=None,
        )

    def _row(self, state: SceneState, row: FloatArray, t: float) -> SceneState:
        if not np.isfinite(row).all():
            row = np.zeros_like(row)
        before = np.asarray(state.values)
        smooth = before + _RISE * (np.clip(row, 0.0, 1.0) - before)
        values = tuple(smooth.tolist())
        active = active_after(state.active, values, self._on)
        known = known_after(dict(state.known), active, t, self._settings.forget_seconds)
        news = news_after(replace(state, known=known), active, values, t)
        added = {one.column for one in news} - {one.column for one in state.news}
        return replace(
            state,
            values=values,
            active=active,
            known=known,
            news=news,
            changed=t if any(self._starts(state, column) for column in added) else state.changed,
        )

    def _starts(self, state: SceneState, column: int) -> bool:
        """Whether this label alone is worth a description."""
        return self._remarkable[column] and (self._ambient[column] or not state.described)

    def _ripe(self, state: SceneState, t: float) -> bool:
        first = [one.first for one in state.news if self._starts(state, one.column)]
        if not first:
            return False
        heard = t - min(first) + _ROW + _EPSILON
        if not state.described:
            return heard >= self._settings.listen_seconds
        asked = state.asked
        if asked is not None and t - asked < self._scene_seconds - _EPSILON:
            return False
        settle = self._settings.settle_seconds
        return t - state.changed + _EPSILON >= settle or heard >= _RESTLESS * settle

    def _want(self, state: SceneState, t: float) -> tuple[SceneState, Wanted]:
        strength = {column: state.values[column] for column in state.active}
        strength |= {one.column: one.peak for one in state.news}
        order = sorted(strength, key=lambda column: (-strength[column], column))
        oldest = max(0.0, t - _MEMORY_SECONDS)
        start = oldest if state.requested else _since(state.news, oldest)
        labels = tuple(self._names[column] for column in order)
        urgency = Urgency.REQUESTED if state.requested else Urgency.ORDINARY
        wanted = Wanted(round(start, 6), round(t, 6), labels, urgency)
        known = dict(state.known) | dict.fromkeys(strength, t)
        return (
            replace(
                state,
                news=(),
                known=tuple(known.items()),
                asked=t,
                described=state.described or bool(strength),
                requested=False,
                before=replace(state, before=None),
            ),
            wanted,
        )


def _since(news: tuple[SceneNews, ...], oldest: float) -> float:
    """The end of the first row that was news, less that row."""
    return max(oldest, min((one.first for one in news), default=oldest) - _ROW)
