"""Found or not, how soon, how often falsely: ours as shipped, the baseline at any threshold.

In: `SceneResult` values. Out: frozen figures with n and 95 % intervals. An event counts as found
when its group is announced between half a second before its onset and three seconds after its end.

Never does: choosing thresholds for ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, chi2

from benchmarks.soundscapes.hearing import LABELS, Detection, SceneResult, Scores
from benchmarks.soundscapes.spec import Truth
from edge_aac.events.timing import ROW_SECONDS
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE
from models.baseline.yamnet import WINDOW
from models.ground.intervals import bootstrap

COOL_DOWN = 30.0
"""Firings of one group closer than that are one false alarm [s]; frigate's rule, and our own."""
FRIGATE = 0.8
"""Frigate's threshold for YAMNet's scores."""
_BEFORE, _AFTER = 0.5, 3.0
_EVIDENCE = 2 * ROW_SECONDS
_HOP = HOP_SAMPLES / SAMPLE_RATE
_CHUNK = WINDOW / SAMPLE_RATE
_GROUP = {one.name: one.group for one in load_taxonomy().labels}
GROUPS = tuple(dict.fromkeys(_GROUP[name] for name in LABELS))


def columns(group: str) -> list[int]:
    """The score columns of a group's labels."""
    return [i for i, name in enumerate(LABELS) if _GROUP[name] == group]


@dataclass(frozen=True, slots=True)
class Part:
    """k of n, with a 95 % interval."""

    k: int
    n: int
    low: float
    high: float

    @property
    def text(self) -> str:
        """As in: 97.5 % (195 of 200, 94.3 to 98.9); few are given as k of n alone."""
        if self.n < 20:
            return f"{self.k} of {self.n}"
        share, low, high = (100 * x for x in (self.k / self.n, self.low, self.high))
        return f"{share:.1f} % ({self.k} of {self.n}, {low:.1f} to {high:.1f})"


def part(hits: Sequence[bool], recordings: Sequence[str]) -> Part:
    """A share whose interval respects the recordings it comes from.

    Wilson's interval where each is its own recording; else the bootstrap by recording.
    """
    k, n = sum(hits), len(hits)
    if not n:
        return Part(0, 0, float("nan"), float("nan"))
    if len(set(recordings)) == n or k in (0, n):
        effective = len(set(recordings))
        between = binomtest(round(k * effective / n), effective).proportion_ci(method="wilson")
        return Part(k, n, float(between.low), float(between.high))
    return Part(k, n, *bootstrap([float(hit) for hit in hits], recordings))


def first(scene: SceneResult, labels: frozenset[str] | None = None) -> Detection | None:
    """The first line about the scene's event; of given labels only, where they are given."""
    truth = scene.truth
    assert truth is not None
    for one in scene.found:
        wanted = one.group == truth.group if labels is None else one.label in labels
        if wanted and truth.begun - _BEFORE <= one.t <= truth.end + _AFTER:
            return one
    return None


def since_last_onset(truth: Truth, t: float) -> float:
    """Time since the last stretch of an event that can have made it known by then began [s].

    A dog that is known by its third bark was late by two barks, and quick by the third. What
    began less than the shortest evidence ago made nothing known.
    """
    begun = [at for at in truth.onsets or (truth.onset,) if at <= t - _EVIDENCE]
    return t - (begun[-1] if begun else truth.onset)


def baseline_first(scene: SceneResult, threshold: float) -> float | None:
    """When the baseline's group first reached a threshold while the event sounded [s]."""
    during, scores, ends = _baseline(scene)
    hits = np.flatnonzero(during & (scores >= threshold))
    return float(ends[hits[0]]) if len(hits) else None


def our_best(scene: SceneResult) -> float:
    """Our group's highest score while the event sounded."""
    truth = scene.truth
    assert truth is not None
    times = _HOP * np.arange(1, len(scene.ours) + 1)
    during = (times > truth.onset) & (times < truth.end + 1.0)
    scores = scene.ours[:, columns(truth.group)].max(axis=1)[during]
    return float(scores.max()) if len(scores) else 0.0


def baseline_best(scene: SceneResult) -> float:
    """The baseline's highest score while the event sounded."""
    during, scores, _ = _baseline(scene)
    return float(scores[during].max()) if during.any() else 0.0


def _baseline(
    scene: SceneResult,
) -> tuple[NDArray[np.bool_], Scores, NDArray[np.float64]]:
    """Which chunks hear the event, the group's score in each, when each ends [s]."""
    truth = scene.truth
    assert truth is not None
    scores: Scores = scene.baselines[:, columns(truth.group)].max(axis=1)
    ends = scene.first_chunk + _CHUNK * np.arange(1, len(scores) + 1, dtype=np.float64)
    return (ends > truth.onset) & (ends - _CHUNK < truth.end), scores, ends


def firings(scores: Sequence[Scores], group: str, step: float, threshold: float) -> int:
    """How often a score would have been announced: crossings, with the cool-down."""
    count, last, at, above = 0, -np.inf, 0.0, False
    for table in scores:
        if not len(table):
            continue
        track = table[:, columns(group)].max(axis=1) >= threshold
        rises = np.flatnonzero(track & ~np.concatenate([[above], track[:-1]]))
        for rise in rises.tolist():
            when = at + rise * step
            if when - last >= COOL_DOWN:
                count, last = count + 1, when
        at += len(table) * step
        above = bool(track[-1])
    return count


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Miss rate against false alarms per hour."""

    per_hour: NDArray[np.float64]
    miss: NDArray[np.float64]
    thresholds: NDArray[np.float64]


def curve(
    best: Sequence[float], quiet: Sequence[Scores], group: str, step: float, hours: float
) -> Curve:
    """Sweep the threshold."""
    grid = np.concatenate([np.linspace(0.02, 0.9, 30), np.linspace(0.91, 0.995, 18)])
    false = [firings(quiet, group, step, t) / hours for t in grid]
    miss = [float(np.mean(np.asarray(best) < t)) for t in grid]
    return Curve(np.array(false), np.array(miss), grid)


@dataclass(frozen=True, slots=True)
class Firing:
    """One announcement where nothing announced sounded."""

    scene: int
    environment: str
    t: float
    label: str
    group: str
    score: float
    evidence: str
    playing: tuple[str, ...]
    """Recordings that played in the five seconds before, the likeliest cause first."""


def false_alarms(scenes: Iterable[SceneResult]) -> list[Firing]:
    """Events of a stream without any, by the gate's cool-down; escalations are kept apart."""
    found: list[Firing] = []
    clock = 0.0
    last: dict[str, float] = {}
    for scene in scenes:
        seen: set[tuple[int, str]] = set()
        for one in scene.found:
            when = clock + one.t
            known = (one.id, one.label) in seen
            seen.add((one.id, one.label))
            if known or when - last.get(one.label, -np.inf) < COOL_DOWN:
                continue
            last[one.label] = when
            near = [p for p in scene.playing if p.start <= one.t and p.end >= one.t - 5.0]
            near.sort(key=lambda p: (p.level_db == 0.0, -p.start))
            found.append(
                Firing(
                    scene.spec.index, scene.spec.environment, one.t, one.label, one.group,
                    one.score, one.evidence, tuple(p.path for p in near),
                )
            )  # fmt: skip
        clock += scene.seconds
    return found


def bound(count: int, hours: float) -> float:
    """Most false alarms per hour that a count allows, at 95 % (Poisson, one-sided)."""
    return float(chi2.ppf(0.95, 2 * (count + 1)) / 2 / hours)


def latencies(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile [s]."""
    if not times:
        return {}
    return {
        "n": len(times),
        "p50": round(float(np.percentile(times, 50)), 2),
        "p95": round(float(np.percentile(times, 95)), 2),
    }


def by_label(found: Iterable[Firing]) -> dict[str, int]:
    """How many of each label."""
    return dict(Counter(one.label for one in found).most_common())
