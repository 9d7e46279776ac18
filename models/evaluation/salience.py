"""How often an announced sound is heard at the thresholds that ship, clip by clip.

In: `ClipResult` values, thresholds, the words of captions. Out: a frozen `GroupHeard` per group
of labels. Any label of a group counts as the group: they are one thing to a person.
Never does: streams; see `benchmarks/announcements.py` for those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority
from models.evaluation.confusion import USUAL_THRESHOLD
from models.evaluation.share import Share, share_of
from models.listening.clips import ClipResult


@dataclass(frozen=True, slots=True)
class GroupHeard:
    """One group of labels."""

    group: str
    recall: Share
    """Clips of the group in which one of its labels reaches its threshold."""
    caption_names: Share
    """Clips of the group whose caption holds one of its words."""
    false: int
    """Clips of other labels in which one of its labels reaches its threshold."""
    others: int
    missed: tuple[str, ...]
    """Paths of the clips that were not heard."""

    def as_json(self) -> dict[str, Any]:
        """Figures to write down."""
        return {
            "recall": self.recall.as_json(),
            "caption_names": self.caption_names.as_json(),
            "firing_on_others": {"clips": self.false, "of": self.others},
            "missed": list(self.missed),
        }


def announced_groups() -> dict[str, tuple[str, ...]]:
    """Group -> its announced labels."""
    members: dict[str, list[str]] = defaultdict(list)
    for label in load_taxonomy().labels:
        if label.priority is not Priority.AMBIENT:
            members[label.group].append(label.name)
    return {group: tuple(labels) for group, labels in sorted(members.items())}


def salience(
    heard: Sequence[ClipResult],
    thresholds: Mapping[str, float],
    words: Mapping[str, tuple[str, ...]],
) -> list[GroupHeard]:
    """Judge every group of which there is a clip."""
    taxonomy = load_taxonomy()
    scores = [one.scores() for one in heard]
    found: list[GroupHeard] = []
    for group, labels in announced_groups().items():
        own = [one.clip.label in labels for one in heard]
        if not any(own):
            continue
        limits = [(taxonomy.index(n), thresholds.get(n, USUAL_THRESHOLD)) for n in labels]
        fires = [any(row[i] >= limit for i, limit in limits) for row in scores]
        named = [w for n in labels for w in words.get(n, ())]
        mine = [one for one, of in zip(heard, own, strict=True) if of]
        hits = [fire for fire, of in zip(fires, own, strict=True) if of]
        clips = [one.clip for one in mine]
        found.append(
            GroupHeard(
                group,
                share_of(hits, clips),
                share_of([one.names(named) for one in mine], clips),
                sum(fire for fire, of in zip(fires, own, strict=True) if not of),
                len(heard) - len(mine),
                tuple(c.path for c, hit in zip(clips, hits, strict=True) if not hit),
            )
        )
    return found
