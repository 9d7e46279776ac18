"""How strong a sound is to the detector: the highest threshold that would still announce it.

In: posteriors and the timing of a watch. Out: one number. A label is announced once enough of
its recent smoothed rows are at the threshold (`edge_aac.events`), so that its strength is the
so-manieth highest of some window. Where a group has a cautious label, its exact ones join in
it. Patterns in time are left out: they have thresholds of their own (`models.tonal.combine`).

Never does: choosing thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import lfilter

from edge_aac.events.event_settings import EventSettings
from edge_aac.events.label_groups import LabelGroup, LabelThreshold, label_groups
from edge_aac.events.timing import Timing, load_timing
from edge_aac.salience.profiles import PROFILES
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, Priority


@dataclass(frozen=True, slots=True)
class Unit:
    """Labels that share one threshold: a group with a cautious label, or a label alone."""

    name: str
    labels: tuple[str, ...]
    columns: tuple[int, ...]
    """Of the posteriors; the cautious label's is the last."""
    timing: Timing
    confirm: int
    """Rows at the threshold that announce it."""
    critical: bool
    calls: bool
    """Somebody is at the door: no budget of talk withholds it."""


def units() -> tuple[Unit, ...]:
    """All that is announced, in the taxonomy's order."""
    return tuple(
        _unit(watch, members)
        for watch in label_groups(load_taxonomy(), {}, EventSettings(), load_timing())
        for members in (
            [_posteriors(watch)] if watch.general else [(m,) for m in _posteriors(watch)]
        )
    )


def _posteriors(watch: LabelGroup) -> tuple[LabelThreshold, ...]:
    """Exact labels, the cautious one last; patterns have thresholds of their own."""
    return watch.exact if watch.general is None else (*watch.exact, watch.general)


def _unit(watch: LabelGroup, members: tuple[LabelThreshold, ...]) -> Unit:
    return Unit(
        watch.group if watch.general else members[0].label.name,
        tuple(member.label.name for member in members),
        tuple(member.column for member in members),
        watch.timing,
        watch.timing.general_confirm if watch.general else watch.timing.confirm,
        any(member.label.priority is Priority.CRITICAL for member in members),
        any(member.label.name in PROFILES["home"].calls for member in members),
    )


def strength(rows: FloatArray, unit: Unit) -> float:
    """The highest threshold at which these rows would be announced.

    Parameters
    ----------
    rows : ndarray, shape (n, labels), float32
        Posteriors.
    unit : Unit
    """
    if not len(rows):
        return 0.0
    *exact, last = (rows[:, column] for column in unit.columns)
    # Exact labels are alternatives for one sound, so their probabilities join; the cautious
    # one is further evidence of the same (`edge_aac.events.detector`).
    track = np.maximum(last, 1.0 - np.prod([1.0 - one for one in exact], axis=0)) if exact else last
    rise = unit.timing.rise
    smooth = lfilter([rise], [1.0, rise - 1.0], track)
    padded = np.concatenate([np.zeros(unit.timing.within - 1), smooth])
    recent = sliding_window_view(padded, unit.timing.within)
    enough = np.partition(recent, -unit.confirm, axis=1)[:, -unit.confirm]
    return float(enough.max())
