"""Training of one system for a budget, by one process or by several side by side.

In: a system, lessons, a recipe and a budget. Out: the steps that were done and the loss of each. A
budget is processor time of this process, so that a busy machine takes nothing from a run, or a
number of steps. Several processes (`torch.distributed`, gloo) each take their part of every batch
and share gradients; they are given steps, since they must all do the same number. Never does:
judging.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from models.research.recipe import Recipe
from models.research.system import Batch, System
from models.training.schedule import learning_rate

WARM = 0.1
"""Share of the budget in which the learning rate rises."""
STEADY = 1000
"""The learning rate is read off a schedule of so many parts, whatever the budget's unit."""
CLIP = 5.0
"""Largest norm of a gradient."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a run may cost: one of the two."""

    seconds: float | None = None
    """Processor time of the training loop [s]."""
    steps: int | None = None

    def __post_init__(self) -> None:
        """Refuse both, neither and nothing."""
        given = [one for one in (self.seconds, self.steps) if one is not None]
        if len(given) != 1 or not given[0] > 0:
            raise ValueError("A budget is a positive number of seconds or of steps.")

    def done(self, seconds: float, steps: int) -> float:
        """Which share of it is spent; 1 or more at its end."""
        if self.seconds is not None:
            return seconds / self.seconds
        return steps / (self.steps or 1)

    def __str__(self) -> str:
        return f"{self.seconds:g} s of CPU" if self.steps is None else f"{self.steps} steps"


def train(
    system: System,
    draw: Callable[[], Batch],
    recipe: Recipe,
    budget: Budget,
    clock: Callable[[], float] = time.process_time,
) -> list[float]:
    """Train in place; the loss of each step, over the whole batch.

    Parameters
    ----------
    system : System
    draw : callable
        Gives the next whole batch, the same one in every process.
    recipe : Recipe
    budget : Budget
    clock : callable
        Processor time [s].

    Raises
    ------
    ValueError
        Several processes have a budget of seconds, or a batch has no whole parts for them.
    """
    several = distributed.is_available() and distributed.is_initialized()
    if several and budget.steps is None:
        raise ValueError("Several processes need a budget of steps.")
    module: nn.Module = DistributedDataParallel(system) if several else system
    learning = [one for one in system.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=recipe.rate, weight_decay=0.01)
    system.train()
    losses: list[float] = []
    began = clock()
    while (spent := budget.done(clock() - began, len(losses))) < 1.0:
        for group in optimiser.param_groups:
            at = int(spent * STEADY)
            group["lr"] = learning_rate(at, STEADY, recipe.rate, int(WARM * STEADY))
        batch = draw()
        loss: Tensor = module(part(batch) if several else batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, CLIP)
        optimiser.step()
        losses.append(_over_all(loss.detach()) if several else float(loss.detach()))
    system.eval()
    return losses


def part(batch: Batch) -> Batch:
    """What this process takes of a whole batch.

    Raises
    ------
    ValueError
        The batch has no whole parts.
    """
    rank, world = distributed.get_rank(), distributed.get_world_size()
    count = len(batch.frames)
    if count % world:
        raise ValueError(f"{count} scenes cannot be shared evenly by {world} processes.")
    mine = slice(rank * count // world, (rank + 1) * count // world)
    return Batch(*(getattr(batch, one.name)[mine] for one in fields(Batch)))


def _over_all(loss: Tensor) -> float:
    """The mean over all processes."""
    total = loss.clone()
    distributed.all_reduce(total)
    return float(total) / distributed.get_world_size()
