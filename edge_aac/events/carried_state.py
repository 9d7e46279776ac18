"""What a detector remembers, carried over to one that knows other taught sounds.

In: a state, the groups that it is of, the groups of the other detector, and that one's beginning.
Out: the same memory in the other's places, and the open events that it has no place for. Scores
and events of all that both know stay as they are, to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.detector_state import DetectorState, Open
from edge_aac.events.label_groups import LabelGroup, LabelThreshold
from edge_aac.events.tracks import Tracks

Key = tuple[str, int, bool]


def carried(
    state: DetectorState,
    before: Sequence[LabelGroup],
    after: Sequence[LabelGroup],
    beginning: DetectorState,
) -> tuple[DetectorState, list[tuple[LabelGroup, Open]]]:
    """The state in other places.

    Parameters
    ----------
    state : DetectorState
    before, after : sequence of LabelGroup
        Whose state it is, and whose it becomes.
    beginning : DetectorState
        Of the latter.

    Returns
    -------
    (DetectorState, list of (LabelGroup, Open))
        The latter are over, since nothing watches for them any more.
    """
    places = {_key(member): member.at for group in before for member in group.members}
    members = {_key(member): member for group in after for member in group.members}
    shared = [(member.at, places[key]) for key, member in members.items() if key in places]
    there, here = (np.array(column, np.int64) for column in zip(*shared, strict=True))
    opened: dict[Key, Open] = {}
    gone = []
    for group, event in zip(before, state.opened, strict=True):
        if event is None:
            continue
        member = members.get(_key(event.member))
        if member is None:
            gone.append((group, event))
        else:
            opened[_key(group.members[0])] = replace(event, member=member)
    return (
        replace(
            state,
            tracks=_tracks(state.tracks, beginning.tracks, there, here),
            opened=tuple(opened.get(_key(group.members[0])) for group in after),
        ),
        gone,
    )


def _key(member: LabelThreshold) -> Key:
    pattern = -1 if member.pattern is None else member.pattern.index
    return member.label.name, pattern, member.taught


def _tracks(old: Tracks, new: Tracks, there: NDArray[np.int64], here: NDArray[np.int64]) -> Tracks:
    """`new`, with the columns `here` of the old one at `there`."""
    arrays = {}
    for name in ("value", "level", "peak", "absent", "weak"):
        array = getattr(new, name).copy()
        array[there] = getattr(old, name)[here]
        arrays[name] = array
    recent = new.recent.copy()
    rows = min(recent.shape[1], old.recent.shape[1])
    recent[:, :rows, there] = old.recent[:, :rows, here]
    return Tracks(recent=recent, **arrays)
