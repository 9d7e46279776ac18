"""What is over in a moment, and has to be named while it sounds: shots, knocks, barks, horns.

In: which labels sound in which rows. Out: what the network shall say in each row of them, and how
much a row counts. A network that knows the past alone is in doubt in the row in which a sound
begins, and that is not its fault; the three rows after it decide whether the sound is named in
time. A sound of one row is still to be named in those three, when it is over.

Never does: the other labels, whose rows stay as they are.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from edge_aac.events.timing import load_timing
from edge_aac.taxonomy import load_taxonomy

SOON_ROWS = 3
"""Rows of 80 ms after that of the onset: a sound is named a third of a second after it began."""
_DOUBT = 0.3
"""Weight of the row in which a sound begins."""


@cache
def impulsive_labels() -> tuple[str, ...]:
    """Labels whose events are confirmed by posteriors that are not smoothed."""
    timing = load_timing()
    return tuple(one.name for one in load_taxonomy().labels if timing[one.group].rise == 1.0)


@cache
def impulsive_columns() -> Tensor:
    """1 for the impulsive labels, else 0; shape (labels,), float32."""
    names = impulsive_labels()
    return torch.tensor([float(one.name in names) for one in load_taxonomy().labels])


def sooner(active: Tensor, columns: Tensor, weight: float) -> tuple[Tensor, Tensor]:
    """Presence that is asked for, and how much each row of it counts.

    Parameters
    ----------
    active : Tensor, shape (n, rows, labels), float32
        1 where a label sounds, else 0.
    columns : Tensor, shape (labels,), float32
        1 for the labels that are meant.
    weight : float
        Of the rows soon after an onset; 1 leaves them as they are.

    Returns
    -------
    (Tensor, Tensor), of the shape of `active`
    """
    before = torch.nn.functional.pad(active, (0, 0, 1, 0))[:, :-1]
    # What sounds in the first row began before it.
    began = active * (1.0 - before) * columns
    began[:, 0] = 0.0
    soon = torch.zeros_like(active)
    for rows in range(1, SOON_ROWS + 1):
        soon[:, rows:] += began[:, :-rows]
    soon = soon.clamp(max=1.0)
    weights = 1.0 + (weight - 1.0) * soon - (1.0 - _DOUBT) * began * (1.0 - soon)
    return torch.maximum(active, soon), weights
