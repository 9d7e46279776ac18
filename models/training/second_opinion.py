"""The student of the teacher has a say in a few labels: two heads of one trunk, folded into one.

In: a trained encoder, whose two heads stand on the same features: one for our labels, one
for the teacher's 521 classes. Out: the same encoder, in which the event head of some labels
is a mean of both. Both are linear, so the device computes no more than before.

Why: of sirens, screams and doorbells there are few training recordings, and the teacher
has heard millions. How much say it has was chosen on `calibrate` rows, where recall at
equal false events rose (or stayed) for the labels in the table and fell for car horns and
alarms, which are not in it. Never does: changing how high a label's scores are on the
whole; they are brought to one level first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import torch

from edge_aac.taxonomy import load_taxonomy
from models.data.pool import LOWEST, STEP, Pool
from models.networks.encoder import FRAMES_PER_ROW, Encoder

SAY: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "siren": ("Siren", 0.7),
        "scream": ("Screaming", 0.7),
        "doorbell": ("Doorbell", 0.7),
        "dog": ("Dog", 0.5),
        "gunshot": ("Gunshot, gunfire", 0.5),
        "door_wood_knock": ("Knock", 0.3),
        "crying_baby": ("Baby cry, infant cry", 0.5),
    }
)
"""Label -> the teacher's class, and the share that it has."""
EXAMPLES = 40
"""Training examples of a label by which the two are brought to one level."""
LEAST_EXAMPLES = 8


@torch.no_grad()
def hear_second_opinion(
    net: Encoder,
    pool: Pool,
    classes: Sequence[str],
    say: Mapping[str, tuple[str, float]] = SAY,
) -> dict[str, float]:
    """Fold the second head into the first, in place.

    Parameters
    ----------
    net : Encoder
    pool : Pool
        Training examples in which the labels sound.
    classes : sequence of str
        The teacher's classes, in the order of its scores.
    say : mapping

    Returns
    -------
    dict
        Label -> what was added to the teacher's logits to bring them to our level. A label
        with too few examples is left as it is, and missing here.
    """
    net.eval()
    taxonomy = load_taxonomy()
    levels: dict[str, float] = {}
    assert net.events.bias is not None and net.teach.bias is not None
    for label, (name, share) in say.items():
        ours, theirs = taxonomy.index(label), classes.index(name)
        chosen = np.flatnonzero(pool.active[:, :, ours].any(axis=1))[:EXAMPLES]
        if len(chosen) < LEAST_EXAMPLES:
            continue
        mel = pool.mel[chosen].astype(np.float32) * STEP + LOWEST
        features, _ = net.features(torch.from_numpy(mel))
        there = torch.from_numpy(pool.active[chosen, :, ours] > 0)
        rows = mel.shape[1] // FRAMES_PER_ROW
        logits = [
            head(features).squeeze(-1)[:, column, :rows][there].mean()
            for head, column in ((net.events, ours), (net.teach, theirs))
        ]
        levels[label] = float(logits[0] - logits[1])
        weight = net.events.weight[ours]
        weight.lerp_(net.teach.weight[theirs], share)
        bias = (1 - share) * net.events.bias[ours]
        net.events.bias[ours] = bias + share * (net.teach.bias[theirs] + levels[label])
    return levels
