"""One process of several that train together: its rank, how many, and the folder they meet in."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import distributed

from models.research.lessons import vocabulary
from models.research.recipe import Recipe
from models.research.system import System, built
from models.research.training import Budget, train
from tests.models.research.made import lessons

RECIPE = Recipe(encoder="conformer", decoder="gru", ctc=0.05, width=16, hidden=16, batch=4)
"""Nothing in it depends on the other examples of a batch, as a batch norm would."""
STEPS = 3


def trained() -> tuple[System, list[float]]:
    """A system after a few steps, and the losses over the whole batch."""
    drawn = lessons(6)
    some = drawn.draw(4)
    system = built(RECIPE, some.active.shape[2], len(vocabulary()), some.frames)
    losses = train(system, lambda: drawn.draw(RECIPE.batch), RECIPE, Budget(steps=STEPS))
    return system, losses


def join(rank: int, world: int, folder: Path) -> None:
    """Train beside the others and write what came of it."""
    torch.set_num_threads(1)
    meeting = f"file://{folder / 'meeting'}"
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=world)
    try:
        system, losses = trained()
        torch.save({"losses": losses, "weights": system.state_dict()}, folder / f"{rank}.pt")
    finally:
        distributed.destroy_process_group()
