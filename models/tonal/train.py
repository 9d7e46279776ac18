"""Trains the tonal network.

    python -m models.tonal.train --run runs/tonal-a --lessons cache/tonal --steps 3000

In: the rounds of `models.tonal.lessons`. Out: `last.pt` in the run's folder, every hundred steps,
from which a run goes on, and a log. Lessons follow each other in one memory, as sounds do in a
stream: a network that always began with an empty one is deaf after an hour. Of everything that is
no alarm those tracks come more often that the network takes for one. Never does: choosing a
checkpoint (`models.tonal.judge`).
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from edge_aac.events.tonal.pitch_salience import CHANNELS
from edge_aac.events.tonal.pitches import PLACES
from edge_aac.features.narrowband import COLUMNS
from models.ground.desk import at_desk
from models.tonal.network import DENSE, LAST, MEMORY, TonalNet, load, saved
from models.tonal.targets import UNASKED, Pattern, after

BATCH = 160
_POSITIVE = 0.45
"""Part of a batch in which some pattern is."""
_WEIGHTS = {Pattern.HINT: 4.0, Pattern.T3: 1.0, Pattern.T4: 2.0, Pattern.TWO_TONE: 1.0}
_EASY, _HEARD = 0.03, 0.5
"""Weights of a track that the network takes for nothing, when others are drawn, and of one in which
it hears all that is there."""
_LATE = 24
"""A track's first hops may be left out, up to so many."""
_ANEW = 0.1
"""Part of the memories that begin anew with each batch: one lasts for ten lessons in the mean, four
minutes."""
_LOUDER = 0.15
"""By which the level's channel is moved."""
_LEVEL = PLACES + 1
EVERY = 100


class Lessons:
    """All tracks, in memory."""

    def __init__(self, files: list[Path]) -> None:
        parts = [np.load(one) for one in files]
        self.x: NDArray[np.uint8] = np.concatenate([p["x"] for p in parts])
        self.y: NDArray[np.int8] = np.concatenate([p["y"] for p in parts])
        kinds = np.concatenate([p["kind"] for p in parts])
        self.kind: NDArray[np.str_] = kinds
        positive = (self.y > 0).any(axis=(1, 2))
        self.others = np.flatnonzero(~positive)
        self.positive = [
            np.flatnonzero(positive & (kinds == k)) for k in np.unique(kinds[positive])
        ]
        self.hardness = np.full(len(self.x), 0.3, np.float32)

    def draw(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Tracks of a batch."""
        each = int(BATCH * _POSITIVE / len(self.positive))
        chosen = [self._some(rows, each, _HEARD, rng) for rows in self.positive]
        rest = BATCH - each * len(self.positive)
        half = rest // 2
        chosen.append(rng.choice(self.others, half))
        chosen.append(self._some(self.others, rest - half, _EASY, rng))
        # In any order: what is no alarm follows alarms, and the other way round.
        return rng.permutation(np.concatenate(chosen))

    def learn(self, rows: NDArray[np.intp], logits: Tensor, y: Tensor) -> None:
        """How hard tracks are: the surest false word, or what is missed of what is there."""
        sure = logits.sigmoid()
        wrong = torch.where(y == 0, sure, 0.0).amax(dim=(1, 2))
        there = (y > 0).float()
        missed = ((1.0 - sure) * there).sum(dim=(1, 2)) / there.sum(dim=(1, 2)).clamp(min=1.0)
        self.hardness[rows] = torch.where(there.any(dim=2).any(dim=1), missed, wrong).numpy()

    def _some(
        self, rows: NDArray[np.intp], count: int, least: float, rng: np.random.Generator
    ) -> NDArray[np.intp]:
        """Tracks, hard ones more often."""
        weight = least + self.hardness[rows]
        return rng.choice(rows, count, p=weight / weight.sum())

    def batch(
        self, rows: NDArray[np.intp], before: NDArray[np.intp], rng: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """Features in 0..1 and targets, of tracks that follow others (-1: nothing)."""
        first = int(rng.integers(_LATE))
        x = self.x[rows][:, first:].astype(np.float32) / 255.0
        eights = x.reshape(*x.shape[:2], COLUMNS, CHANNELS)
        moved = rng.uniform(-_LOUDER, _LOUDER, (len(rows), 1, 1)).astype(np.float32)
        eights[..., _LEVEL] = np.clip(eights[..., _LEVEL] + moved, 0.0, 1.0)
        earlier = np.where((before < 0)[:, None, None], np.int8(0), self.y[before])
        y = after(earlier, self.y[rows][:, first:])
        return torch.from_numpy(x), torch.from_numpy(y.astype(np.float32))


class Memories:
    """What the network remembers of the lessons before, one memory for each of a batch."""

    def __init__(self, net: TonalNet) -> None:
        self._before = np.full(BATCH, -1)
        self._state = torch.zeros(1, BATCH, net.memory.hidden_size)

    def go_on(self, rng: np.random.Generator) -> tuple[NDArray[np.intp], Tensor]:
        """The tracks before (-1: nothing) and the states after them; some begin anew."""
        anew = rng.random(BATCH) < _ANEW
        self._before[anew] = -1
        self._state[:, torch.from_numpy(anew)] = 0.0
        return self._before, self._state

    def keep(self, rows: NDArray[np.intp], state: Tensor) -> None:
        """After a batch."""
        self._before, self._state = rows.copy(), state.detach()


def loss_of(logits: Tensor, y: Tensor) -> Tensor:
    """Binary cross-entropy of what is asked; a moment's false word is not lost in the mean."""
    asked = (y != UNASKED).float()
    each = functional.binary_cross_entropy_with_logits(logits, y.clamp(min=0), reduction="none")
    each = each * asked
    weights = torch.tensor([_WEIGHTS[p] for p in Pattern])
    mean = each.mean(dim=(0, 1))
    # The worst hops of each track count again: an announcement is made of one.
    worst = each.topk(4, dim=1).values.mean(dim=(0, 1))
    return ((mean + 0.1 * worst) * weights).sum()


def schedule(step: int, steps: int) -> float:
    """Part of the rate: a short rise, then half a cosine."""
    return min(1.0, (step + 1) / 100) * 0.5 * (1.02 + math.cos(math.pi * step / steps))


def keep(path: Path, state: dict[str, Any], row: dict[str, Any]) -> None:
    """A checkpoint, and a line of the log, in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / "log.jsonl").open("a") as log:
        log.write(json.dumps(row) + "\n")
    temporary = path.with_suffix(".part")
    torch.save(state, temporary)
    temporary.rename(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--lessons", type=Path, nargs="+", default=[Path("cache/tonal")])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument(
        "--sizes",
        type=int,
        nargs=3,
        metavar="VALUES",
        help=f"widths of a new network (default {DENSE} {MEMORY} {LAST}); a checkpoint has its own",
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights are the beginning")
    return parser.parse_args()


def main() -> None:
    """Train, or go on."""
    args = _arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    last = args.run / "last.pt"
    beginning = last if last.exists() else args.start
    net = load(beginning).train() if beginning else TonalNet(*args.sizes or (DENSE, MEMORY, LAST))
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-3)
    step = 0
    if last.exists():
        kept = torch.load(last, weights_only=True)
        optimiser.load_state_dict(kept["optimiser"])
        step = kept["step"]
    found = (f for folder in args.lessons for f in sorted(folder.glob("train-*.npz")))
    files = [f for f in found if ".part" not in f.name]
    lessons = Lessons(files)
    rng = np.random.default_rng([1, step])
    begun, losses = time.monotonic(), []
    memories = Memories(net)
    while step < args.steps:
        for group in optimiser.param_groups:
            group["lr"] = args.rate * schedule(step, args.steps)
        rows = lessons.draw(rng)
        before, state = memories.go_on(rng)
        x, y = lessons.batch(rows, before, rng)
        logits, state = net(x, state)
        memories.keep(rows, state)
        loss = loss_of(logits, y)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        lessons.learn(rows, logits.detach(), y)
        losses.append(float(loss.detach()))
        step += 1
        late = (time.monotonic() - begun) / 60 > args.minutes
        if step % EVERY == 0 or step == args.steps or late:
            row = {"step": step, "loss": round(float(np.mean(losses)), 5), "files": len(files),
                    "minutes": round((time.monotonic() - begun) / 60, 1)}  # fmt: skip
            losses = []
            keep(last, {**saved(net), "optimiser": optimiser.state_dict(), "step": step}, row)
        if late:
            break


if __name__ == "__main__":
    at_desk(main)
