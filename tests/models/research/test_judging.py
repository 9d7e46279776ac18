"""The figures of a row, the table, recipes, and the budget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from edge_aac.errors import EdgeAacError
from edge_aac.taxonomy import load_taxonomy
from models import bench
from models.ground.options import RecipeError, recipe_of
from models.research.dev_clips import DevClips
from models.research.judging import (
    Heard,
    Row,
    beside_people,
    chance,
    mean_precision,
    named_right,
    naming,
)
from models.research.leaderboard import lines, plot
from models.research.recipe import Recipe
from models.research.trained import Trained
from models.research.training import Budget, train
from tests.models.research.made import DOG, DOORBELL, RAIN, clips, scenes


def _row(precision: float) -> Row:
    return Row(
        precision, 0.1, 0.6, 20, 0.4, 0.3, 0.5, 150, 90, 0.5, 0.4, 0.6, 400, 0.2, 22, True, 3.2,
        500_000,
    )  # fmt: skip


def test_right_order_is_a_precision_of_one_and_rare_labels_do_not_count() -> None:
    present = np.zeros((20, 3), bool)
    present[:6, 0] = present[10:16, 1] = True
    present[3, 2] = True
    scores = present.astype(np.float32) + np.linspace(0.0, 0.5, 20, dtype=np.float32)[:, None]
    best, _, _, labels = mean_precision(scores, present)
    assert (best, labels) == (pytest.approx(1.0), 2)
    assert mean_precision(-scores, present)[0] < 0.4
    with pytest.raises(EdgeAacError, match="judge on more"):
        mean_precision(scores[:, 2:], present[:, 2:])


def test_chance_is_what_random_orders_give_on_average() -> None:
    present = np.zeros((20, 2), bool)
    present[:5, 0] = present[:9, 1] = True
    rng = np.random.default_rng(1)
    tried = [
        mean_precision(rng.random(present.shape).astype(np.float32), present)[0] for _ in range(400)
    ]
    assert chance(present) == pytest.approx(float(np.mean(tried)), abs=0.015)
    assert chance(present) > present.mean() + 0.05


def test_a_background_that_is_named_is_neither_right_nor_wrong() -> None:
    truth = [(DOG, RAIN), (DOORBELL,)]
    assert naming(["A dog barks.", "A doorbell rings."], truth).value == 1.0
    assert naming(["A dog barks, and rain.", "A doorbell rings."], truth).value == 1.0
    half = naming(["Rain is falling.", "A doorbell rings."], truth)
    assert half.value == pytest.approx(2 / 3) and half.n == 2
    assert naming(["A doorbell rings.", "A dog barks."], truth).value == 0.0
    assert naming(["", ""], truth).value == 0.0


def test_a_clip_is_named_right_by_the_strongest_of_the_names_there_are() -> None:
    index = load_taxonomy().index
    scores = np.zeros((3, len(load_taxonomy().labels)), np.float32)
    scores[:, index("rain")] = 1.0
    scores[0, index("dog")] = scores[1, index("doorbell")] = scores[2, index("dog")] = 0.5
    heard = Heard(scores, ("", "", ""))
    assert named_right(heard, ["dog", "doorbell", "doorbell"]) == [True, True, False]


def test_people_are_asked_about_what_they_described() -> None:
    right, n = beside_people(["A dog barks loudly.", "A bell rings.", "x", "y"], clips())
    wrong, _ = beside_people(["Rain falls.", "Rain falls.", "x", "y"], clips())
    assert n == 2 and right > 5 > wrong
    assert beside_people(["x"] * 4, replace(clips(), sentences={})) == (0.0, 0)


@pytest.mark.data
def test_recordings_of_the_bench_are_those_of_fold_3() -> None:
    found = DevClips.loaded(limit=20)
    assert len(found) == 20 and found.samples.shape == (20, 81_920)
    assert all(path.startswith("audio/esc50/3-") for path in found.paths)
    assert len(found.sentences) == 73


def test_a_budget_of_seconds_is_counted_on_the_clock_it_is_given() -> None:
    clock: Iterator[float] = iter([10.0, 10.0, 11.0, 13.0, 15.5])
    system = torch.nn.Linear(1, 1)
    batch = torch.ones(2, 1)
    losses = train(
        _Squared(system),  # type: ignore[arg-type]  # all that training asks of a system
        lambda: batch,  # type: ignore[arg-type, return-value]
        Recipe(),
        Budget(seconds=5.0),
        lambda: next(clock),
    )
    assert len(losses) == 3


class _Squared(torch.nn.Module):
    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.inner(batch).square().mean()
        return out


@pytest.mark.parametrize(
    ("seconds", "steps"), [(None, None), (1.0, 5), (0.0, None), (None, -1), (float("nan"), None)]
)
def test_a_budget_is_one_positive_number(seconds: float | None, steps: int | None) -> None:
    with pytest.raises(ValueError, match="positive number"):
        Budget(seconds, steps)


def test_every_recipe_of_the_project_can_be_read() -> None:
    folder = Path(bench.__file__).parent / "research" / "recipes"
    recipes = bench.named(sorted(folder.glob("*.json")))
    assert len(recipes) >= 8
    assert {one.decoder for one in recipes.values()} == {"gru", "lstm", "rnn", "transformer"}
    assert len({one.encoder for one in recipes.values()}) == 6
    for name, one in recipes.items():
        assert name.split("-")[:3] == [one.front, one.encoder, one.decoder]
        assert name.endswith("-ctc") == bool(one.ctc)


def test_a_command_names_the_recipes_that_it_was_given(tmp_path: Path) -> None:
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        path.write_text("{}")
    assert bench.shortened(paths) == f"{tmp_path}/*.json"
    assert bench.shortened(paths[:1]) == str(paths[0])


def test_a_recipe_that_does_not_fit_says_where(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text('{"front": "mfcc"}')
    with pytest.raises(RecipeError, match=r"odd\.json is no recipe: front: "):
        recipe_of(Recipe, path)
    path.write_text('{"frnt": "logmel"}')
    with pytest.raises(RecipeError, match="frnt"):
        recipe_of(Recipe, path)
    path.write_text('{"front": "tagger"}')
    with pytest.raises(RecipeError, match="belong together"):
        recipe_of(Recipe, path)
    path.write_text('{"width": 30}')
    with pytest.raises(RecipeError, match="multiples of 4"):
        recipe_of(Recipe, path)
    path.write_text("{")
    with pytest.raises(RecipeError, match="is no recipe"):
        recipe_of(Recipe, path)
    with pytest.raises(RecipeError, match="is no recipe"):
        recipe_of(Recipe, tmp_path / "none.json")


def test_the_table_has_the_best_first_and_the_picture_every_name(tmp_path: Path) -> None:
    rows = {"a-worse": _row(0.2), "b-best": _row(0.5), "c-worse": _row(0.2)}
    told = lines(rows)
    assert [name for name, _ in told] == ["b-best", "a-worse", "c-worse"]
    assert told[0][1].startswith("mean average precision 0.500 (95 % 0.100 to 0.600, 20 labels); ")
    assert "2.00 MB" in told[0][1] and "150 scenes" in told[0][1]
    assert "top-1 0.500 (0.400 to 0.600, n=400); CIDEr-D beside people 0.200 (n=22)" in told[0][1]
    assert "offline" not in told[0][1]
    assert "offline" in lines({"one": replace(_row(0.2), streams=False)})[0][1]
    plot(tmp_path / "made" / "rows.svg", rows, "A title")
    drawn = (tmp_path / "made" / "rows.svg").read_text(encoding="utf-8")
    assert all(name in drawn for name in rows) and "A title" in drawn


@pytest.mark.slow
def test_a_table_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    examples = scenes(10)
    runs = bench.Bench(examples, examples, clips(), Budget(steps=1))
    recipes = {"one": Recipe(width=16, hidden=16), "two": Recipe(width=16, hidden=16, seed=2)}
    conditions = {"budget": "1 steps"}
    first = bench.compare({"one": recipes["one"]}, runs, conditions, tmp_path)
    kept = json.loads((tmp_path / "one.json").read_text())
    kept["row"]["precision"] = 0.4321
    (tmp_path / "one.json").write_text(json.dumps(kept))
    both = bench.compare(recipes, runs, conditions, tmp_path)
    assert both["one"][0].precision == 0.4321 != first["one"][0].precision
    assert both["two"][0].scenes == 10 and both["two"][1]["steps"] == 1
    assert both["two"][0].clips == 4 and both["two"][0].described == 2
    assert Trained.read(tmp_path / "two.pt").recipe == recipes["two"]
    (tmp_path / "two.json").write_text("{")
    assert bench.compare(recipes, runs, conditions, tmp_path)["two"][1]["steps"] == 1
    # Under other conditions nothing of it counts.
    again = bench.compare({"one": recipes["one"]}, runs, {"budget": "2 steps"}, tmp_path)
    assert again["one"][0].precision != 0.4321
