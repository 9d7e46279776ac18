"""Ranking of announced sounds: how many recordings of a group lie above the loudest ambient ones.

In: a score for each clip and group. Out: recall where so many of a hundred ambient clips score
higher, group by group and in the mean. No threshold that ships, no rate per hour: it says how
far sounds lie apart. Never does: hearing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import FloatArray, Priority
from models.ground.corpus import BACKGROUND, Clip

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hazard_alarm": ("smoke_alarm", "fire_alarm", "co_alarm", "alarm"),
        "doorbell": ("doorbell",),
        "siren": ("siren",),
        "horn": ("car_horn",),
        "gunshot": ("gunshot",),
        "scream": ("scream",),
        "knock": ("door_wood_knock",),
        "dog": ("dog",),
        "baby": ("crying_baby",),
        "breaking": ("glass_breaking", "breaking"),
    }
)
"""The ten groups, and the labels that count as each."""
SHARES = (0.01, 0.003)
"""Of ambient clips, that may score higher."""
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Ranked:
    """One system on one set of clips."""

    by_group: Mapping[str, tuple[int, tuple[float, ...]]]
    """Group -> recordings, and recall at each of `SHARES`."""
    means: tuple[float, ...]
    """Of the groups, at each of `SHARES`."""
    intervals: tuple[tuple[float, float], ...]
    """95 %, recordings drawn anew."""
    ambient: int


def group_of(clip: Clip) -> str | None:
    """The group that a clip is of; "" where it is ambient, None where it is neither."""
    for group, labels in GROUPS.items():
        if clip.label in labels:
            return group
    if clip.label == BACKGROUND:
        return ""
    taxonomy = load_taxonomy()
    known = {label.name: label.priority for label in taxonomy.labels}
    return "" if known.get(clip.label) is Priority.AMBIENT else None


def rank(scores: FloatArray, clips: Sequence[Clip], seed: int = 1) -> Ranked:
    """Rank clips by a system's scores.

    Parameters
    ----------
    scores : ndarray, shape (clips, groups)
        In the order of `GROUPS`; higher is likelier, on any scale.
    clips : sequence of Clip
    seed : int
        For the intervals.
    """
    owners = [group_of(clip) for clip in clips]
    whole = _recalls(scores, owners, np.arange(len(clips)))
    drawn = [_mean(_recalls(scores, owners, rows)) for rows in _drawn(clips, seed)]
    low, high = np.nanpercentile(np.stack(drawn), [2.5, 97.5], axis=0)
    counts = [sum(owner == group for owner in owners) for group in GROUPS]
    return Ranked(
        {
            group: (count, tuple(float(v) for v in recall))
            for group, count, recall in zip(GROUPS, counts, whole, strict=True)
        },
        tuple(float(v) for v in _mean(whole)),
        tuple((float(a), float(b)) for a, b in zip(low, high, strict=True)),
        sum(owner == "" for owner in owners),
    )


def ahead(
    ours: FloatArray, theirs: FloatArray, clips: Sequence[Clip], seed: int = 1
) -> tuple[tuple[float, float, float], ...]:
    """Mean recall of one system less that of another, with its 95 % interval, at each share.

    Both meet the same recordings in every draw.
    """
    owners = [group_of(clip) for clip in clips]

    def apart(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return _mean(_recalls(ours, owners, rows)) - _mean(_recalls(theirs, owners, rows))

    whole = apart(np.arange(len(clips)))
    drawn = np.stack([apart(rows) for rows in _drawn(clips, seed)])
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return tuple((float(w), float(a), float(b)) for w, a, b in zip(whole, low, high, strict=True))


def _drawn(clips: Sequence[Clip], seed: int) -> Iterator[NDArray[np.int64]]:
    """Rows of clips whose recordings were drawn anew, so often as `DRAWS` says."""
    rng = np.random.default_rng(seed)
    members: dict[str, list[int]] = {}
    for i, clip in enumerate(clips):
        members.setdefault(clip.group, []).append(i)
    rows = [members[name] for name in sorted(members)]
    for _ in range(DRAWS):
        chosen = rng.integers(0, len(rows), len(rows))
        yield np.concatenate([rows[i] for i in chosen])


def _recalls(
    scores: FloatArray, owners: Sequence[str | None], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Recall (groups, shares); nan for a group without clips."""
    kinds = np.array([owner if owner is not None else "-" for owner in owners])[rows]
    drawn = scores[rows]
    ambient = np.sort(drawn[kinds == ""], axis=0)[::-1]
    recalls = np.full((len(GROUPS), len(SHARES)), np.nan)
    for column, group in enumerate(GROUPS):
        own = drawn[kinds == group, column]
        if not len(own) or not len(ambient):
            continue
        for j, share in enumerate(SHARES):
            barrier = ambient[int(share * len(ambient)), column]
            recalls[column, j] = float((own > barrier).mean())
    return recalls


def _mean(recalls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of the groups that have clips, at each share; nan if none has."""
    there = recalls[~np.isnan(recalls[:, 0])]
    return there.mean(axis=0) if len(there) else np.full(len(SHARES), np.nan)
