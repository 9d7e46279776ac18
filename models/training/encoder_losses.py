"""What the encoder is trained for: presence, names, and the teacher's scores.

In: a batch and the network that hears it. Out: a loss, and its parts by name. Never does:
steps.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from models.data.batches import TEACHER_ROWS, Batch
from models.data.impulsive import impulsive_columns, sooner
from models.networks.encoder import Encoder
from models.training.encoder_run import EncoderRun

LEAST_SCORE = 1e-4
"""The teacher's scores are kept in bytes: under this they are all alike."""

SOONEST_ROWS = 5
"""Rows of 80 ms after an onset before which nobody can name a sound."""


def losses(
    net: Encoder, batch: Batch, run: EncoderRun, present: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """The training loss of a batch, and its parts by name; `present` weighs labels' presence."""
    device = batch.mel.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        features, _ = net.features(batch.mel)
        logits = net.events(features).squeeze(-1).transpose(1, 2).float()
        taught = net.teach(features[:, :, TEACHER_ROWS]).squeeze(-1).transpose(1, 2).float()
    active, rows_weigh = batch.active, torch.ones_like(batch.active)
    if run.soon != 1.0:
        active, rows_weigh = sooner(active, impulsive_columns().to(device), run.soon)
    frame = functional.binary_cross_entropy_with_logits(logits, active, reduction="none")
    weight = torch.where(active > 0, present, batch.sure[:, None, None]) * rows_weigh
    presence = (frame * weight).sum(dim=2).mean()
    rows = heard_rows(batch, run.early)
    pooled = torch.logsumexp(logits + rows.log()[:, :, None], dim=1) - rows.sum(1).log()[:, None]
    known = batch.single.sum(dim=1)
    target = batch.single / known.clamp(min=1e-6)[:, None]
    target = target * 0.95 + 0.05 / target.shape[1]
    crossed = -(target * functional.log_softmax(pooled, dim=1)).sum(dim=1)
    named = batch.single.amax(dim=1) > (0.95 if run.alone else 0.0)
    naming = (crossed * named).sum() / named.sum().clamp(min=1)
    teaching = (
        functional.binary_cross_entropy_with_logits(taught, batch.teacher, reduction="none")
        .sum(dim=2)
        .mean()
    )
    # Most of the 521 scores are next to nothing, and cross-entropy learns little from them;
    # their logits still say what a sound resembles.
    wanted = torch.logit(batch.teacher, eps=LEAST_SCORE)
    resembling = functional.smooth_l1_loss(taught, wanted, reduction="none").mean()
    ranking = ranked(logits, batch) if run.ranked else torch.zeros((), device=device)
    total = presence + naming + run.distil * teaching + run.logits * resembling
    total = total + run.ranked * ranking
    parts = {
        "presence": float(presence.detach()),
        "naming": float(naming.detach()),
        "teaching": float(teaching.detach()),
        "resembling": float(resembling.detach()),
        "ranking": float(ranking.detach()),
    }
    return total, parts


def ranked(logits: Tensor, batch: Batch) -> Tensor:
    """How far each sound is from being the most likely one while it sounds.

    Presence asks of every label by itself whether it sounds; it leaves open that a wrong one
    is likelier. Here a label's logits, pooled over the rows in which it sounds, compete with
    those of all labels that do not sound in the example.
    """
    sounding = batch.active
    rows = sounding.sum(dim=1)
    top = logits.detach().amax(dim=1, keepdim=True)
    heard = torch.einsum("nrk,nrj->nkj", sounding, torch.exp(logits - top))
    pooled = torch.log(heard / rows.clamp(min=1.0)[:, :, None] + 1e-6) + top
    there = rows > 0
    itself = torch.eye(there.shape[1], dtype=torch.bool, device=there.device)
    pooled = pooled.masked_fill(there[:, None, :] & ~itself, -1e4)
    return functional.cross_entropy(
        pooled[there], itself.float().argmax(dim=1).expand_as(there)[there], label_smoothing=0.0
    )


def heard_rows(batch: Batch, early: float) -> Tensor:
    """Rows by which an example shall be named, 0 or 1: all of them, or those until soon after.

    Parameters
    ----------
    batch : Batch
    early : float
        Share of examples that are cut at a random row, 0.4 s after their onset or later, so
        that naming does not wait for the end.

    Returns
    -------
    Tensor, shape (n, rows), float32
    """
    count, rows, _ = batch.active.shape
    place = torch.arange(rows, device=batch.active.device)
    sounding = (batch.active * batch.single[:, None, :]).amax(dim=2) > 0
    onset = torch.where(sounding.any(dim=1), sounding.float().argmax(dim=1), 0)
    first = (onset + SOONEST_ROWS).clamp(max=rows - 1)
    drawn = torch.rand(2, count, device=place.device)
    # More of the cuts are early ones: what matters there is the first second.
    cut = first + ((rows - first) * drawn[0] ** 2).long()
    last = torch.where(drawn[1] < early, cut, rows)
    return (place[None, :] <= last[:, None]).float()
