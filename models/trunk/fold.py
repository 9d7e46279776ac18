"""The tagger's classes have a say in our labels: two heads of one hidden layer, folded into one.

In: a trained trunk and lessons in which the labels sound. Out: the same trunk, in which the
event head of some labels is a weighted sum of both heads, on the event head's scale. Both are
linear on the same layer, so the device computes no more, and the 527 classes can go.

Why: of screams and alarms there are few recordings to train on, and the tagger has heard
millions. Never does: choosing the shares; `models.judge_trunk` shows what they give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch

from edge_aac.taxonomy import load_taxonomy
from models.data.lessons import Shard, load_shard, shards, unpacked
from models.trunk.checkpoint import load_trunk
from models.trunk.heard import class_names
from models.trunk.network import Trunk

SAY: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "smoke_alarm": ("Smoke detector, smoke alarm", 0.4),
        "fire_alarm": ("Fire alarm", 0.4),
        "alarm": ("Alarm", 0.4),
        "doorbell": ("Doorbell", 0.5),
        "siren": ("Siren", 0.5),
        "car_horn": ("Vehicle horn, car horn, honking", 0.5),
        "gunshot": ("Gunshot, gunfire", 0.5),
        "scream": ("Screaming", 0.9),
        "door_wood_knock": ("Knock", 0.4),
        "dog": ("Dog", 0.4),
        "crying_baby": ("Baby cry, infant cry", 0.5),
        "glass_breaking": ("Shatter", 0.5),
        "breaking": ("Breaking", 0.5),
        "phone_ringing": ("Telephone bell ringing", 0.5),
    }
)
"""Label -> the AudioSet class that means the same, and the share that it has."""
FOLDED_ON = ("train", "company")
"""Lessons by which the two heads are brought to one level; every second shard of them."""
LEAST_EXAMPLES = 8
MOST_EXAMPLES = 40
TOGETHER = 10
"""Lessons that the trunk hears at once."""


def load_folded(checkpoint: Path, data: Path) -> tuple[Trunk, dict[str, float]]:
    """The averaged trunk of a checkpoint as a device hears with it, and what `fold_classes` gives.

    Parameters
    ----------
    checkpoint : Path
    data : Path
        The data folder, where AudioSet's classes are named.
    """
    trunk = load_trunk(checkpoint)
    lessons = [load_shard(path) for path in shards(FOLDED_ON)[::2]]
    return trunk, fold_classes(trunk, lessons, class_names(data))


@torch.no_grad()
def fold_classes(
    trunk: Trunk,
    lessons: Sequence[Shard],
    classes: Sequence[str],
    say: Mapping[str, tuple[str, float]] = SAY,
) -> dict[str, float]:
    """Fold the second head into the first, in place.

    Parameters
    ----------
    trunk : Trunk
    lessons : sequence of Shard
        Where both heads are brought to one level for each label.
    classes : sequence of str
        AudioSet's classes in the order of the logits.
    say : mapping

    Returns
    -------
    dict
        Label -> what was added to the class's logits. A label that sounds in too few lessons
        is left as it is, and missing here.
    """
    trunk.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    taxonomy = load_taxonomy()
    levels: dict[str, float] = {}
    assert trunk.events.bias is not None and trunk.classes.bias is not None
    for label, (name, share) in say.items():
        ours, theirs = taxonomy.index(label), classes.index(name)
        gaps: list[float] = []
        for shard in lessons:
            sounding = shard.active[:, 1::2, ours] > 0
            there = np.flatnonzero(sounding.any(axis=1))[: MOST_EXAMPLES - len(gaps)]
            for rows in (there[i : i + TOGETHER] for i in range(0, len(there), TOGETHER)):
                columns, _ = trunk(torch.from_numpy(unpacked(shard.mel[rows])))
                gap = columns.events[:, :, ours] - columns.classes[:, :, theirs]
                pairs = zip(gap, torch.from_numpy(sounding[rows]), strict=True)
                gaps += [float(one[when].mean()) for one, when in pairs]
        if len(gaps) < LEAST_EXAMPLES:
            continue
        levels[label] = sum(gaps) / len(gaps)
        trunk.events.weight[ours].lerp_(trunk.classes.weight[theirs], share)
        level = trunk.classes.bias[theirs] + levels[label]
        trunk.events.bias[ours] = (1.0 - share) * trunk.events.bias[ours] + share * level
    return levels
