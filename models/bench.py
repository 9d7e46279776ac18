"""Compare architectures: train each recipe for the same small budget, judge all on `dev`.

    python -m models.bench models/research/recipes/*.json --seconds 60
    python -m models.bench models/research/recipes/logmel-cnn-gru.json --steps 200

A recipe is a JSON file with the fields of `models.research.recipe.Recipe`. All hear the same
composed scenes. Each run's row and weights are kept under `--work`, so that a table that was cut
off goes on; `models.align` and `models.decode` take them.
Writes the leaderboard as JSON, details and a picture beside it, and prints it. Started by torchrun
with `--steps`, the processes share every batch.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import distributed

from edge_aac.taxonomy import load_taxonomy
from models.ground.desk import at_desk
from models.ground.options import RecipeError, recipe_of
from models.ground.result import beside, today
from models.research.dev_clips import DevClips
from models.research.examples import Examples
from models.research.fronts import FrontName, front
from models.research.judging import Row, chance, cost, judged, presence
from models.research.leaderboard import lines, plot
from models.research.lessons import Lessons, Scale, heard, vocabulary
from models.research.recipe import Recipe
from models.research.searching import search_of
from models.research.system import MATCHED_ON, built
from models.research.trained import Trained
from models.research.training import Budget, train

Found = dict[str, tuple[Row, dict[str, Any]]]
"""By recipe: its row, and what else is worth keeping."""
Frames = NDArray[np.float16]
SHOWN = 12
"""Captions that are kept of a run."""


class Bench:
    """The scenes that all runs of a table share.

    Parameters
    ----------
    learnt, asked : Examples
        Scenes to train on, and others to judge by.
    clips : DevClips
        Recordings to judge by.
    budget : Budget
        Of each run.
    data : Path, optional
        Where the recordings are.
    """

    def __init__(
        self,
        learnt: Examples,
        asked: Examples,
        clips: DevClips,
        budget: Budget,
        data: Path | None = None,
    ) -> None:
        self._learnt, self._asked, self._clips, self._budget = learnt, asked, clips, budget
        self._data = data
        self._words = vocabulary()
        # Recipes of one front end stand together, so that one of them is kept.
        self._frames = lru_cache(maxsize=1)(self._hear)

    def _hear(self, name: FrontName) -> tuple[Frames, Frames, Frames]:
        return heard(self._learnt, name), heard(self._asked, name), heard(self._clips, name)

    def run(self, recipe: Recipe) -> tuple[Row, dict[str, Any], Trained]:
        """Train and judge one recipe; its row, what else is worth keeping, and the system."""
        frames, asked, clips = self._frames(recipe.front)
        scale = Scale.measured(recipe.front, frames)
        some = torch.from_numpy(scale.of(frames[:MATCHED_ON]))
        system = built(recipe, len(load_taxonomy().labels), len(self._words), some, self._data)
        lessons = Lessons(
            self._learnt, frames, scale, self._words, recipe.seed,
            masked=recipe.masked, balanced=recipe.balanced, mixup=recipe.mixup,
        )  # fmt: skip
        losses = train(system, lambda: lessons.draw(recipe.batch), recipe, self._budget)
        search = search_of(recipe)
        ears = front(recipe.front)
        spent = cost(system, ears, self._asked, scale, self._words, search=search)
        row, texts = judged(
            system, asked, self._asked, clips, self._clips, scale, self._words, spent, search
        )
        tenth = max(1, len(losses) // 10)
        kept = {
            "steps": len(losses),
            "loss_first": round(float(np.mean(losses[:tenth])), 4),
            "loss_last": round(float(np.mean(losses[-tenth:])), 4),
            "captions": list(texts[:SHOWN]),
        }
        return row, kept, Trained(recipe, system, scale)


def named(paths: Sequence[Path]) -> dict[str, Recipe]:
    """Recipes by the names of their files, those of one front end together.

    Raises
    ------
    RecipeError
        One cannot be read, or two have one name.
    """
    recipes: dict[str, Recipe] = {}
    for path in paths:
        if path.stem in recipes:
            raise RecipeError(f"Two recipes are named {path.stem}: rename one.")
        recipes[path.stem] = recipe_of(Recipe, path)
    return dict(sorted(recipes.items(), key=lambda one: (one[1].front, one[0])))


def compare(
    recipes: dict[str, Recipe], bench: Bench, conditions: dict[str, Any], work: Path
) -> Found:
    """All rows; one that is kept under `work` from the same recipe and conditions is read."""
    found: Found = {}
    for name, recipe in recipes.items():
        path = work / f"{name}.json"
        # As it is read back: JSON knows no tuples.
        fixed = json.loads(json.dumps({"recipe": asdict(recipe), **conditions}))
        kept = _kept(path, fixed)
        if kept is not None:
            found[name] = kept
            continue
        row, run, trained = bench.run(recipe)
        found[name] = row, run
        if _first():
            path.parent.mkdir(parents=True, exist_ok=True)
            trained.keep(path.with_suffix(".pt"))
            content = {"fixed": fixed, "row": row.as_json(), "run": run}
            path.write_text(json.dumps(content, indent=1) + "\n")
    return found


def _kept(path: Path, fixed: dict[str, Any]) -> tuple[Row, dict[str, Any]] | None:
    """A row as it was written under the same conditions; what cannot be read is done again."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return (Row(**kept["row"]), kept["run"]) if kept["fixed"] == fixed else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def scenes(train: int, dev: int, seed: int, data: Path | None) -> tuple[Examples, Examples]:
    """Scenes to train on and to judge by; of several processes one composes, the others read."""
    if not _first():
        distributed.barrier()
    learnt = Examples.composed("train", train, seed, data=data)
    asked = Examples.composed("dev", dev, seed, data=data)
    if _first() and distributed.is_initialized():
        distributed.barrier()
    return learnt, asked


def _first() -> bool:
    """Whether this process writes: of several, one."""
    return not distributed.is_initialized() or distributed.get_rank() == 0


def main() -> None:
    """Read the command line, train, judge, write and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipes", type=Path, nargs="+")
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--seconds", type=float, help="processor time of each training [s]")
    amount.add_argument("--steps", type=int, help="optimiser steps of each training")
    parser.add_argument("--train", type=int, default=320, help="scenes to train on")
    parser.add_argument("--dev", type=int, default=150, help="scenes to judge by")
    parser.add_argument("--clips", type=int, help="recordings of ESC-50 fold 3; all unless given")
    parser.add_argument("--seed", type=int, default=28, help="of the scenes")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path, default=Path("runs/research"), help="folder of rows")
    parser.add_argument("--out", type=Path, help="JSON file of the leaderboard")
    parser.add_argument("--about", default="Architectures", help="what it compares, as a heading")
    args = parser.parse_args()
    try:
        budget = Budget(args.seconds, args.steps)
    except ValueError as fault:
        parser.error(str(fault))
    recipes = named(args.recipes)
    if args.dev < 1 or args.train < max(one.batch for one in recipes.values()):
        parser.error("--train has to hold a batch of each recipe, and --dev a scene")
    torch.set_num_threads(1)
    several = "WORLD_SIZE" in os.environ
    if several and args.steps is None:
        parser.error("several processes need --steps: they all do the same number")
    if several:
        distributed.init_process_group("gloo")
    try:
        learnt, asked = scenes(args.train, args.dev, args.seed, args.data)
        conditions = {
            "budget": str(budget), "train": args.train, "dev": args.dev, "seed": args.seed,
            "clips": args.clips,
        }  # fmt: skip
        luck = chance(presence(asked))
        bench = Bench(learnt, asked, DevClips.loaded(args.data, args.clips), budget, args.data)
        found = compare(recipes, bench, conditions, args.work)
        writes = _first()
    finally:
        if several:
            distributed.destroy_process_group()
    if not writes:
        return
    rows = {name: row for name, (row, _) in found.items()}
    for name, words in [*lines(rows), by_chance(luck)]:
        print(f"{name}: {words}")
    if args.out:
        # What is repeated is the command, without the shell's expansion of its recipes.
        given = [shlex.quote(word) for word in sys.argv[1:] if Path(word) not in args.recipes]
        command = f"python -m models.bench {shortened(args.recipes)} {' '.join(given)}"
        heading = f"{args.about} trained for {budget} each on {args.train} composed scenes"
        write(args.out, found, heading, luck, command)


def shortened(recipes: Sequence[Path]) -> str:
    """Recipes as one gives them: a pattern where they are all of a folder."""
    folder = recipes[0].parent
    every = set(folder.glob("*.json")) <= set(recipes)
    return f"{folder}/*.json" if every else " ".join(map(str, recipes))


def by_chance(luck: float) -> tuple[str, str]:
    """The row that says what a random order gives."""
    return "a random order", f"mean average precision {luck:.3f}"


def write(out: Path, found: Found, heading: str, luck: float, command: str) -> None:
    """Write the leaderboard, its details, and its picture."""
    rows = {name: row for name, (row, _) in found.items()}
    question = f"{heading}: a tiny budget, one seed"
    kept = {"leaderboard": {name: row.as_json() for name, row in rows.items()}, "chance": luck}
    details = {name: run for name, (_, run) in found.items()}
    today(question, command, [*lines(rows), by_chance(luck)], details, kept).write(out)
    plot(beside(out).with_suffix(".svg"), rows, heading)


if __name__ == "__main__":
    torch.set_flush_denormal(True)
    at_desk(main)
