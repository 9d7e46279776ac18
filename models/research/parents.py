"""Soft parents: what a label is a kind of, by AudioSet's ontology, as one more thing to learn.

In: event logits and truth. Out: a loss. A parent sounds where any of its labels does, and its
probability is that of any of them (noisy-or), so there is no head more. Who takes a cow for a horse
is wrong about both labels and right about the livestock; who takes it for a siren is wrong
about the parents, too. So rare labels learn from their kin. Never does: judging.
"""

from __future__ import annotations

import sys
from importlib.resources import files

import torch
from torch import Tensor
from torch.nn import functional

from edge_aac.taxonomy import load_taxonomy

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LEAST = 1e-6
"""Least size of the logarithm of "none of them sounds": that of "some" has no end at zero."""


def load_parents() -> dict[str, tuple[str, ...]]:
    """Each parent with its labels."""
    text = files("models.research").joinpath("parents.toml").read_text(encoding="utf-8")
    return {name: tuple(labels) for name, labels in tomllib.loads(text)["parents"].items()}


def kinship() -> Tensor:
    """Which label has which parent, (labels, parents) float32, 0 or 1."""
    parents = load_parents()
    index = load_taxonomy().index
    table = torch.zeros(len(load_taxonomy().labels), len(parents))
    for column, labels in enumerate(parents.values()):
        table[[index(label) for label in labels], column] = 1.0
    return table


def parental_loss(events: Tensor, active: Tensor, table: Tensor) -> Tensor:
    """Binary cross-entropy of the parents, summed over them, mean over scenes and rows.

    Parameters
    ----------
    events : Tensor, shape (batch, rows, labels)
        Event logits.
    active : Tensor, shape (batch, rows, labels)
        0 to 1.
    table : Tensor, shape (labels, parents)
        As `kinship` gives it.
    """
    # The logarithm of "none of them sounds" is a sum.
    none = functional.logsigmoid(-events) @ table
    some = torch.log(-torch.expm1(none.clamp(max=-LEAST)))
    truth = torch.stack([(active * column).amax(dim=2) for column in table.T], dim=2)
    return -(truth * some + (1.0 - truth) * none).sum(dim=2).mean()
