"""Train the encoder; every run can be resumed from its last checkpoint.

    python -m models.data.pool --name train --singles 14000 --scenes 5000
    python -m models.train_encoder --out runs/explore --pools train --steps 6000
    python -m models.train_encoder --out runs/twin --pools train dev --init runs/explore/last.pt

Three losses share one trunk: frame-wise presence of each label (from the composed
timeline), which label a single recording is of, and the teacher's 521 scores.
The weights that count are an exponential average over the run.
"""

from __future__ import annotations

import copy
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from edge_aac.taxonomy import load_taxonomy
from models.data.batches import Augment, Batch, Batches
from models.data.pool import Pool, split_of
from models.ground.desk import at_desk
from models.ground.options import read_run
from models.networks.encoder import Encoder, EncoderShape
from models.training.dev_singles import DevSet
from models.training.encoder_losses import losses
from models.training.encoder_run import EncoderRun
from models.training.schedule import learning_rate


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
    train(read_run(EncoderRun, __doc__))


if __name__ == "__main__":
    at_desk(main)
