"""What the trunk is trained for: to say what the tagger says, and our labels.

In: a batch and what the trunk makes of it. Out: a loss, and its parts by name. Never does:
steps.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from models.data.lessons import LEAST_ACTIVATION
from models.trunk.lesson_batches import LessonBatch
from models.trunk.network import Columns
from models.trunk.run import TrunkRun

LEAST_SCORE = 1e-4
"""The tagger's scores are kept in bytes: under this they are all alike."""
LEAST_ROOT = 1e-3
"""The root's slope has no end at zero."""
DOUBT = 0.3
"""Weight of the column in which a sound begins."""
SOONEST_COLUMNS = 3
"""Columns after an onset before which nobody can name a sound."""
SMOOTHING = 0.05


def losses(
    columns: Columns,
    batch: LessonBatch,
    run: TrunkRun,
    spread: tuple[Tensor, Tensor],
    useful: Tensor | None = None,
) -> tuple[Tensor, dict[str, float]]:
    """The training loss of a batch, and its parts by name.

    `spread` holds mean and deviation of the roots of the tagger's embedding, (384,) each;
    `useful` a weight for each of its classes, (527,).
    """
    # The tagger's window k ends with column 2 k + 1.
    classes, embedding = columns.classes[:, 1::2], columns.embedding[:, 1::2]
    taught = functional.binary_cross_entropy_with_logits(classes, batch.taught, reduction="none")
    wanted = torch.logit(batch.taught, eps=LEAST_SCORE)
    resembling = functional.smooth_l1_loss(classes, wanted, reduction="none")
    if useful is not None:
        taught, resembling = taught * useful, resembling * useful / useful.mean()
    roots = (embedding + LEAST_ACTIVATION).clamp(min=LEAST_ROOT).sqrt()
    apart = ((roots - batch.roots) / spread[1]).square().mean(dim=2)
    alike = (apart * batch.pure[:, None]).sum() / (batch.pure.sum() * apart.shape[1]).clamp(min=1)
    parts = {
        "taught": taught.sum(dim=2).mean(),
        "resembling": resembling.mean(),
        "alike": alike,
        "presence": _presence(columns.events, batch),
        "naming": _naming(columns.events, batch, run.early),
    }
    total = torch.stack([getattr(run, name) * part for name, part in parts.items()]).sum()
    return total, {name: float(part.detach()) for name, part in parts.items()}


def _presence(events: Tensor, batch: LessonBatch) -> Tensor:
    active = batch.active
    crossed = functional.binary_cross_entropy_with_logits(events, active, reduction="none")
    before = functional.pad(active, (0, 0, 1, 0))[:, :-1]
    weight = torch.where(active > 0, 1.0 - (1.0 - DOUBT) * (1.0 - before), 1.0)
    weight = torch.where(active > 0, weight, batch.sure[:, None, None])
    return (crossed * weight).sum(dim=2).mean()


def _naming(events: Tensor, batch: LessonBatch, early: float) -> Tensor:
    """Cross-entropy of a single's label over its columns up to an end that is drawn."""
    named = batch.single.amax(dim=1)
    count, steps, labels = events.shape
    sounding = (batch.active * batch.single[:, None, :]).amax(dim=2) > 0
    onset = torch.where(sounding.any(dim=1), sounding.float().argmax(dim=1), 0)
    first = (onset + SOONEST_COLUMNS).clamp(max=steps - 1)
    drawn = torch.rand(2, count, device=events.device)
    # More of the ends are early ones: what matters there is the first second.
    cut = first + ((steps - first) * drawn[0] ** 2).long()
    last = torch.where(drawn[1] < early, cut, steps)
    place = torch.arange(steps, device=events.device)
    heard = (place[None, :] <= last[:, None]) & (place[None, :] >= onset[:, None])
    pooled = torch.logsumexp(events.masked_fill(~heard[:, :, None], -1e4), dim=1)
    pooled = pooled - heard.sum(dim=1).clamp(min=1).log()[:, None]
    target = batch.single * (1.0 - SMOOTHING) + SMOOTHING / labels
    crossed = -(target * functional.log_softmax(pooled, dim=1)).sum(dim=1)
    return (crossed * named).sum() / named.sum().clamp(min=1)
