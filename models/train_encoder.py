"""Train the encoder; every run can be resumed from its last checkpoint.

    python -m models.data.pool --name train --singles 14000 --scenes 5000
    python -m models.train_encoder --out runs/explore --pools train --steps 6000
    python -m models.train_encoder --out runs/twin --pools train dev --init runs/explore/last.pt

Three losses share one trunk: frame-wise presence of each label (from the composed
timeline), which label a single recording is of, and the teacher's 521 scores.
The weights that count are an exponential average over the run.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from edge_aac.taxonomy import load_taxonomy
from models.data.batches import TEACHER_ROWS, Augment, Batch, Batches
from models.data.pool import Pool, split_of
from models.dev import DevSet
from models.net import Encoder, EncoderShape
from models.schedule import learning_rate

LEAST_SCORE = 1e-4
"""The teacher's scores are kept in bytes: under this they are all alike."""

SOONEST_ROWS = 5
"""Rows of 80 ms after an onset before which nobody can name a sound."""


@dataclass(frozen=True)
class EncoderRun:
    """All that fixes a run."""

    out: str
    pools: tuple[str, ...]
    init: str | None
    steps: int
    batch: int
    peak: float
    warmup: int = 300
    decay: float = 0.02
    share: float = 0.7
    average: float = 0.998
    seed: int = 1
    threads: int = 2
    distil: float = 0.5
    logits: float = 0.0
    """Weight of the squared difference to the teacher's logits."""
    alone: bool = False
    """Naming is asked only where a single is not mixed with another."""
    early: float = 0.0
    """Share of examples that are named before they have ended."""
    mix: float = 0.35
    colour: float = 0.0
    urgent: float = 1.0
    """Weight of the presence of labels that are announced, against that of the others."""
    ranked: float = 0.0
    """Weight of naming every sound of a mixture while it sounds."""
    depths: tuple[int, ...] = EncoderShape.depths
    dilations: tuple[int, ...] = EncoderShape.dilations
    every: int = 500


def losses(
    net: Encoder, batch: Batch, run: EncoderRun, present: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """The training loss of a batch, and its parts by name; `present` weighs labels' presence."""
    device = batch.mel.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        features, _ = net.features(batch.mel)
        logits = net.events(features).squeeze(-1).transpose(1, 2).float()
        taught = net.teach(features[:, :, TEACHER_ROWS]).squeeze(-1).transpose(1, 2).float()
    frame = functional.binary_cross_entropy_with_logits(logits, batch.active, reduction="none")
    weight = torch.where(batch.active > 0, present, batch.sure[:, None, None])
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


def train(run: EncoderRun) -> None:
    """Train until `run.steps`, resuming if `run.out` holds a checkpoint."""
    torch.set_num_threads(run.threads)
    torch.manual_seed(run.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    out = Path(run.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text(json.dumps(asdict(run), indent=1))
    shape = EncoderShape(
        labels=len(load_taxonomy().labels), depths=run.depths, dilations=run.dilations
    )
    net = Encoder(shape).to(device)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in its annotation
    if run.init:
        start = torch.load(run.init, map_location=device)
        net.grow_from(start["average"], EncoderShape(**start["shape"]))
    average = copy.deepcopy(net)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": run.decay}, {"params": plain, "weight_decay": 0.0}],
        lr=run.peak,
    )
    first = 0
    last = out / "last.pt"
    if last.exists():
        saved = torch.load(last, map_location=device)
        net.load_state_dict(saved["net"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    pools = list(run.pools)
    batches = Batches(
        Pool.load(pools, "single"),
        Pool.load(pools, "scene"),
        size=run.batch,
        share=run.share,
        augment=Augment(mix=run.mix, colour=run.colour),
        seed=run.seed + first,
    )
    dev = None if "dev" in map(split_of, pools) else DevSet.load()
    announced = [label.priority.rank > 0 for label in load_taxonomy().labels]
    present = torch.where(torch.tensor(announced, device=device), run.urgent, 1.0)
    sums: dict[str, float] = {}
    began = time.time()
    for step in tqdm(range(first, run.steps), initial=first, total=run.steps, disable=None):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, run.steps, run.peak, run.warmup)
        batch = next(batches)
        loss, parts = losses(net, _to(batch, device), run, present)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        optimiser.zero_grad()
        _follow(average, net, min(run.average, (step - first + 1) / (step - first + 10)))
        for name, value in parts.items():
            sums[name] = sums.get(name, 0.0) + value
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            row: dict[str, Any] = {"step": step + 1, "minutes": (time.time() - began) / 60}
            row |= {name: value / run.every for name, value in sums.items()}
            sums = {}
            if dev is not None:
                row["dev_top1"] = dev.top1(average)
            _save(last, net, average, optimiser, step + 1, shape)
            with (out / "curve.jsonl").open("a") as file:
                file.write(json.dumps({k: round(v, 4) for k, v in row.items()}) + "\n")


def _to(batch: Batch, device: torch.device) -> Batch:
    return Batch(
        *(t.to(device) for t in (batch.mel, batch.active, batch.teacher, batch.single, batch.sure))
    )


@torch.no_grad()
def _follow(average: Encoder, net: Encoder, keep: float) -> None:
    for slow, fast in zip(average.parameters(), net.parameters(), strict=True):
        slow.lerp_(fast, 1.0 - keep)
    for kept, counted in zip(average.buffers(), net.buffers(), strict=True):
        kept.copy_(counted)


def _save(
    path: Path,
    net: Encoder,
    average: Encoder,
    optimiser: torch.optim.Optimizer,
    step: int,
    shape: EncoderShape,
) -> None:
    temporary = path.with_suffix(".part")
    torch.save(
        {
            "net": net.state_dict(),
            "average": average.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
            "shape": asdict(shape),
        },
        temporary,
    )
    temporary.rename(path)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--pools", nargs="+", default=["train"])
    parser.add_argument("--init")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--peak", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--share", type=float, default=0.7, help="singles among the examples")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warmup", type=int, default=300)
    parser.add_argument("--mix", type=float, default=0.35, help="examples mixed with another")
    parser.add_argument("--colour", type=float, default=0.0, help="spread of random band curves")
    parser.add_argument("--early", type=float, default=0.0, help="examples named before their end")
    parser.add_argument("--distil", type=float, default=0.5, help="weight of the teacher's loss")
    parser.add_argument("--logits", type=float, default=0.0, help="weight of the teacher's logits")
    parser.add_argument("--alone", action="store_true", help="name only what is not mixed")
    parser.add_argument("--urgent", type=float, default=1.0, help="weight of announced labels")
    parser.add_argument("--ranked", type=float, default=0.0, help="weight of naming in mixtures")
    parser.add_argument("--depths", nargs=3, type=int, default=EncoderShape.depths)
    parser.add_argument("--dilations", nargs="+", type=int, default=EncoderShape.dilations)
    args = parser.parse_args()
    train(
        EncoderRun(
            args.out,
            tuple(args.pools),
            args.init,
            args.steps,
            args.batch,
            args.peak,
            threads=args.threads,
            seed=args.seed,
            share=args.share,
            warmup=args.warmup,
            mix=args.mix,
            early=args.early,
            colour=args.colour,
            distil=args.distil,
            urgent=args.urgent,
            logits=args.logits,
            alone=args.alone,
            ranked=args.ranked,
            depths=tuple(args.depths),
            dilations=tuple(args.dilations),
        )
    )


if __name__ == "__main__":
    main()
