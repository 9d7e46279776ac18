"""Two taggers on the same clips, at equal false events per hour.

In: the `Sides` of either. Out: a frozen `Comparison`: recall of both at given rates, the
difference and its 95 % interval, and one figure over all rates. Never does: an interval
from fewer than `FEW_GROUPS` recordings; then it counts, and names what was missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.evaluation.curves import (
    ALLOWANCE,
    Curve,
    Figures,
    best_scores,
    curve,
    recall_at,
    threshold_at,
)
from models.evaluation.tracks import Sides, Track

RATES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""False events per hour at which recall is compared."""
AREA_RATES = tuple(float(rate) for rate in np.geomspace(0.5, 20.0, 50))
"""Evenly spaced by ratio: the step from 1 to 2 per hour weighs as much as that from 10 to 20."""
COUNTED_AT = (0.5, 2.0)
"""Where few recordings are counted."""
FEW_GROUPS = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two taggers; what is above 0 is in our favour."""

    ours: float
    theirs: float
    low: float
    """95 % interval of ours - theirs, groups resampled, the same for both."""
    high: float

    @property
    def value(self) -> float:
        """Ours less theirs."""
        return self.ours - self.theirs

    def as_json(self, interval: bool = True) -> dict[str, Any]:
        """Figures to write down."""
        row: dict[str, Any] = {
            "ours": round(self.ours, 4),
            "theirs": round(self.theirs, 4),
            "difference": round(self.value, 4),
        }
        if interval:
            row["difference95"] = [round(self.low, 4), round(self.high, 4)]
        return row


@dataclass(frozen=True, slots=True)
class FoundCount:
    """How many clips a tagger finds at a rate."""

    rate: float
    n: int
    missed: tuple[str, ...]
    """Paths."""

    @property
    def hits(self) -> int:
        """Clips that were found."""
        return self.n - len(self.missed)

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {"hits": self.hits, "n": self.n, "missed": list(self.missed)}


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two taggers on one sound."""

    n: int
    """Clips with the sound."""
    groups: int
    """Recordings they come from."""
    negatives: int
    """Clips without any announced sound."""
    hours: float
    """Length of those [h]. Rates are multiples of one event in so many hours."""
    ours: Curve
    theirs: Curve
    rates: tuple[float, ...]
    recall: tuple[Difference, ...]
    """One per rate."""
    area: Difference
    """Mean recall over `AREA_RATES`: the area under recall over log false rate, 0.5 to 20 per
    hour, as a share of what could be reached."""
    found_by_us: tuple[FoundCount, ...]
    """One per rate of `COUNTED_AT`."""
    found_by_them: tuple[FoundCount, ...]

    @property
    def few(self) -> bool:
        """Whether there are too few recordings for an interval to mean much."""
        return self.groups < FEW_GROUPS

    def as_json(self) -> dict[str, Any]:
        """Figures to write down; of few recordings counts instead of intervals."""
        row: dict[str, Any] = {
            "n": self.n,
            "groups": self.groups,
            "negatives": self.negatives,
            "hours": round(self.hours, 4),
        }
        if self.few:
            row["counts"] = {
                f"{ours.rate:g}": {"ours": ours.as_json(), "theirs": theirs.as_json()}
                for ours, theirs in zip(self.found_by_us, self.found_by_them, strict=True)
            }
        else:
            row["recall"] = {
                f"{rate:g}": difference.as_json()
                for rate, difference in zip(self.rates, self.recall, strict=True)
            }
        row["area"] = self.area.as_json(interval=not self.few)
        return row | {"curves": {"ours": self.ours.as_json(), "theirs": self.theirs.as_json()}}


def compare(
    ours: Sides,
    theirs: Sides,
    rates: Sequence[float] = RATES,
    *,
    draws: int = 1000,
    seed: int = 1,
) -> Comparison:
    """Recall of two taggers at equal false events per hour, with paired intervals.

    Intervals are 2.5 and 97.5 percentiles of a bootstrap: every draw resamples the
    recordings with the sound and, apart from them, those without, the same for both
    taggers, and finds either's thresholds anew. So they hold what is unsure about the
    threshold as well.

    Parameters
    ----------
    ours, theirs : Sides
        Of the same clips in the same order.
    rates : sequence of float
        False events per hour.
    draws : int
    seed : int

    Raises
    ------
    ValueError
        The taggers did not hear the same clips, or a side is empty.
    """
    _refuse_other_clips(ours, theirs)
    curves = [curve(side.positives, side.negatives) for side in (ours, theirs)]
    rng = np.random.default_rng(seed)
    present = _drawn(ours.positives, draws, rng)
    absent = _drawn(ours.negatives, draws, rng)
    drawn = [_redrawn(side, present, absent, [*rates, *AREA_RATES]) for side in (ours, theirs)]
    gaps = drawn[0] - drawn[1]
    single = [[recall_at(one, rate) for rate in rates] for one in curves]
    whole = [float(np.mean([recall_at(one, rate) for rate in AREA_RATES])) for one in curves]
    return Comparison(
        len(ours.positives),
        len({track.clip.group for track in ours.positives}),
        len(ours.negatives),
        ours.hours,
        curves[0],
        curves[1],
        tuple(float(rate) for rate in rates),
        tuple(_difference(a, b, gaps[:, i]) for i, (a, b) in enumerate(zip(*single, strict=True))),
        _difference(whole[0], whole[1], gaps[:, len(rates) :].mean(axis=1)),
        _found(ours, curves[0]),
        _found(theirs, curves[1]),
    )


def _refuse_other_clips(ours: Sides, theirs: Sides) -> None:
    for mine, other in ((ours.positives, theirs.positives), (ours.negatives, theirs.negatives)):
        if [track.clip.path for track in mine] != [track.clip.path for track in other]:
            raise ValueError("Two taggers are compared on the same clips, in the same order.")


def _drawn(tracks: Sequence[Track], draws: int, rng: np.random.Generator) -> Figures:
    """How often each clip is in each draw, shape (draws, clips)."""
    groups, member = np.unique([track.clip.group for track in tracks], return_inverse=True)
    times = rng.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=draws)
    weights: Figures = times[:, member].astype(np.float64)
    return weights


def _redrawn(side: Sides, present: Figures, absent: Figures, rates: Sequence[float]) -> Figures:
    """`recall_at` in every draw, shape (draws, rates).

    The thresholds of a draw are best scores of its clips, so they are among those of all.
    """
    thresholds = best_scores(side.positives)
    best = np.array([track.best for track in side.positives])
    hits = (best[:, None] >= thresholds).astype(np.float64)
    firings = np.array([track.firings(thresholds) for track in side.negatives], np.float64)
    seconds = np.array([track.seconds for track in side.negatives])
    recall = (present @ hits) / present.sum(axis=1, keepdims=True)
    false = (absent @ firings) * 3600 / (absent @ seconds)[:, None]
    columns = [np.where(false <= r * (1 + ALLOWANCE), recall, 0.0).max(axis=1) for r in rates]
    return np.column_stack(columns)


def _difference(ours: float, theirs: float, gaps: Figures) -> Difference:
    low, high = np.percentile(gaps, [2.5, 97.5])
    return Difference(ours, theirs, float(low), float(high))


def _found(side: Sides, of: Curve) -> tuple[FoundCount, ...]:
    rows: list[FoundCount] = []
    for rate in COUNTED_AT:
        limit = threshold_at(of, rate)
        missed = tuple(track.clip.path for track in side.positives if track.best < limit)
        rows.append(FoundCount(rate, len(side.positives), missed))
    return tuple(rows)
