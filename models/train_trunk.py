"""Train the pretrained, streaming trunk; every run goes on from its last checkpoint.

    python -m models.data.lessons --name train --singles 12000 --scenes 3000
    nice -n 10 python -m models.train_trunk --out runs/trunk-explore \
        --lessons train company salient wild synthetic street sudden --steps 6000

The first layers are exactly the tagger's and stay unless `--thaw` is given; the rest and the
heads learn to say what the tagger says of the last 1.6 s, and our labels. The weights that
count are an exponential average over the run.
"""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from edge_aac.taxonomy import load_taxonomy
from models.baseline.scores import BASELINE_CLASSES
from models.data.lessons import load_shard, shards, unpacked
from models.data.pool import split_of
from models.ground.corpus import data_folder
from models.ground.desk import at_desk
from models.ground.options import read_run
from models.tagger.network import Tagger
from models.training.schedule import learning_rate
from models.trunk.checkpoint import load_trunk, save
from models.trunk.convert import converted, matched
from models.trunk.heard import class_names
from models.trunk.judge import DevClips
from models.trunk.lesson_batches import LessonBatches
from models.trunk.losses import losses
from models.trunk.network import Trunk
from models.trunk.run import TrunkRun
from models.trunk.shape import LATE_BLOCKS, TrunkShape

MATCHED_ON = 128
"""Clips by which the channels' statistics are matched."""
LEAST_SIZE = 0.03
"""A tensor that begins near zero learns as if it had this root mean square."""
NEW_SIZE = 0.8
"""The same for the head that begins at zero."""
CLIP = 5.0


def beginning(run: TrunkRun) -> Trunk:
    """What a run starts from: another run's average, or the tagger made causal."""
    if run.init:
        return load_trunk(Path(run.init))
    tagger = Tagger.load(data_folder())
    shape = TrunkShape(labels=len(load_taxonomy().labels))
    mels = [load_shard(path).mel[: MATCHED_ON // 2] for path in shards(run.lessons)[:4]]
    same = [mel[:, :512] for mel in mels]
    frames = torch.from_numpy(unpacked(np.concatenate(same)[:MATCHED_ON]))
    return matched(converted(tagger, shape), tagger, frames)


def spread_of_roots(run: TrunkRun) -> tuple[Tensor, Tensor]:
    """Mean and deviation of the roots of the tagger's embedding, (384,) each."""
    some = [load_shard(path).embeddings[::5, ::3] for path in shards(run.lessons)[:6]]
    roots = np.concatenate([part.reshape(-1, part.shape[2]) for part in some]).astype(np.float32)
    return torch.from_numpy(roots.mean(axis=0)), torch.from_numpy(roots.std(axis=0) + 0.02)


def weights_of_classes(useful: float) -> Tensor:
    """A weight for each of the tagger's classes: so much for those that we announce, else 1."""
    names = class_names(data_folder())
    meant = {one for classes in BASELINE_CLASSES.values() for one in classes}
    return torch.tensor([useful if name in meant else 1.0 for name in names])


def optimiser_of(trunk: Trunk) -> torch.optim.Adam:
    """Adam whose rate is a share of each tensor's size; `scale` of a group is that size."""
    groups: list[dict[str, Any]] = []
    for name, tensor in trunk.named_parameters():
        if tensor.requires_grad:
            least = NEW_SIZE if name.startswith("events.") else LEAST_SIZE
            size = max(float(tensor.detach().square().mean().sqrt()), least)
            groups.append({"params": [tensor], "scale": size, "lr": 0.0})
    return torch.optim.Adam(groups, betas=(0.9, 0.99))


def train(run: TrunkRun) -> None:
    """Train until `run.steps`, going on if `run.out` holds a checkpoint."""
    torch.set_num_threads(run.threads)
    torch.manual_seed(run.seed)
    out = Path(run.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text(json.dumps(asdict(run), indent=1))
    last = out / "last.pt"
    saved = torch.load(last, map_location="cpu") if last.exists() else None
    if saved:
        trunk = Trunk(TrunkShape(**saved["shape"]))
        trunk.load_state_dict(saved["net"])
        average = copy.deepcopy(trunk)
        average.load_state_dict(saved["average"])
        spread, first = saved["spread"], int(saved["step"])
    else:
        trunk = beginning(run)
        average, spread, first = copy.deepcopy(trunk), spread_of_roots(run), 0
    for layer in (trunk.stem, *list(trunk.blocks)[:LATE_BLOCKS]):
        layer.requires_grad_(run.thaw)
    trunk.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in its annotation
    optimiser = optimiser_of(trunk)
    if saved:
        optimiser.load_state_dict(saved["optimiser"])
    batches = LessonBatches(run, run.seed + first)
    useful = weights_of_classes(run.useful) if run.useful != 1.0 else None
    dev = None if "dev" in map(split_of, run.lessons) else DevClips.load()
    sums: dict[str, float] = {}
    began = time.time()
    trunk.train()
    for step in tqdm(range(first, run.steps), initial=first, total=run.steps, disable=None):
        rate = learning_rate(step, run.steps, run.rate, run.warmup)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["scale"]
        parts = _step(trunk, optimiser, batches, run, spread, useful)
        _follow(average, trunk, min(run.average, (step + 1) / (step + 10)))
        for name, value in parts.items():
            sums[name] = sums.get(name, 0.0) + value
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            since = (step % run.every) + 1
            row: dict[str, Any] = {
                "step": step + 1,
                "minutes": (time.time() - began) / 60,
                "examples": batches.examples,
            }
            row |= {name: value / since for name, value in sums.items()}
            sums = {}
            save(
                last, trunk, average, optimiser=optimiser.state_dict(), step=step + 1, spread=spread
            )
            if dev is not None:
                row |= dev.shares(average)
            with (out / "curve.jsonl").open("a") as file:
                file.write(json.dumps(_rounded(row)) + "\n")


def _step(
    trunk: Trunk,
    optimiser: torch.optim.Optimizer,
    batches: LessonBatches,
    run: TrunkRun,
    spread: tuple[Tensor, Tensor],
    useful: Tensor | None,
) -> dict[str, float]:
    batch = next(batches)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.set_grad_enabled(run.thaw):
            early, _ = trunk.early(batch.frames)
        columns, _ = trunk.late(early.contiguous(memory_format=torch.channels_last))
    loss, parts = losses(columns, batch, run, spread, useful)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_([p for p in trunk.parameters() if p.requires_grad], CLIP)
    optimiser.step()
    optimiser.zero_grad()
    return parts


@torch.no_grad()
def _follow(average: nn.Module, net: nn.Module, kept: float) -> None:
    for old, new in zip(average.parameters(), net.parameters(), strict=True):
        old.lerp_(new, 1.0 - kept)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}


def main() -> None:
    """Read the command line and train."""
    train(read_run(TrunkRun, __doc__))


if __name__ == "__main__":
    # Moments of weights that no longer learn would fade into numbers that are slow to compute. It
    # holds for the whole process, so that it is the program's to say.
    torch.set_flush_denormal(True)
    at_desk(main)
