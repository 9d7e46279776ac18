"""Options of a recipe: blended scenes, soft parents, several time constants."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from edge_aac.taxonomy import load_taxonomy
from models.ground.options import RecipeError, recipe_of
from models.research.lessons import Lessons, Scale, heard, vocabulary
from models.research.memory import Encoder
from models.research.parents import kinship, load_parents, parental_loss
from models.research.recipe import Recipe
from models.research.scales import Scales
from models.research.system import built
from models.research.training import Budget, train
from tests.models.lively import lively
from tests.models.research.made import lessons, scenes

INDEX = load_taxonomy().index


def drawing(mixup: float) -> Lessons:
    """Lessons with scenes blended."""
    examples = scenes(6)
    frames = heard(examples, "logmel")
    scale = Scale.measured("logmel", frames)
    return Lessons(examples, frames, scale, vocabulary(), seed=1, mixup=mixup)


def test_mixup_blends_sound_and_truth_alike_and_keeps_the_order_of_the_larger_part() -> None:
    plain, blended = drawing(0.0).draw(6), drawing(1.0).draw(6)
    torch.testing.assert_close(blended.order, plain.order)
    part, moved = blended.active.amax(dim=1), 0
    for i in range(6):
        own = int(plain.order[i, 0]) - 1
        assert 0.5 <= float(part[i, own]) <= 1.0
        share = float(part[i, own])
        # The other scene is one of the batch, by the rest of the share.
        candidates = [share * plain.frames[i] + (1.0 - share) * plain.frames[j] for j in range(6)]
        apart = [float((blended.frames[i] - one).abs().max()) for one in candidates]
        moved += min(apart) < 1e-4 and share < 0.999
    assert moved >= 2
    assert bool(((part > 0.0) & (part < 1.0)).any())


def test_every_parent_has_several_labels_that_there_are() -> None:
    names = set(load_taxonomy().names)
    for labels in load_parents().values():
        assert len(labels) == len(set(labels)) >= 2 and set(labels) <= names
    table = kinship()
    assert table.shape == (len(names), len(load_parents()))
    assert table[INDEX("cow")].sum() == 2.0  # an animal, and livestock


def test_who_mistakes_a_cow_for_a_horse_loses_less_than_for_a_siren() -> None:
    active = torch.zeros(1, 4, len(load_taxonomy().names))
    active[:, :, INDEX("cow")] = 1.0

    def loss(label: str) -> float:
        events = torch.full_like(active, -8.0)
        events[:, :, INDEX(label)] = 4.0
        return float(parental_loss(events, active, kinship()))

    assert loss("cow") == pytest.approx(loss("horse"))
    assert loss("horse") < loss("dog") < loss("siren")


def test_the_loss_of_parents_is_that_of_any_of_their_labels() -> None:
    events = torch.tensor([[[0.0, 1.0, -2.0]]])
    active = torch.tensor([[[0.0, 1.0, 0.0]]])
    table = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    p = [1.0 / (1.0 + math.exp(-x)) for x in (0.0, 1.0, -2.0)]
    wanted = -math.log(1 - (1 - p[0]) * (1 - p[1])) - math.log(1 - (1 - p[1]) * (1 - p[2]))
    assert float(parental_loss(events, active, table)) == pytest.approx(wanted, rel=1e-5)


def test_no_certainty_makes_the_loss_of_parents_infinite() -> None:
    events = torch.full((1, 1, len(load_taxonomy().names)), -90.0, requires_grad=True)
    active = torch.ones_like(events).detach()
    loss = parental_loss(events, active, kinship())
    loss.backward()
    assert bool(torch.isfinite(loss)) and bool(torch.isfinite(events.grad).all())


def test_scales_are_means_of_the_past() -> None:
    scales = Scales((0.4, 4.0))
    rows = torch.randn(2, 30, 5)
    out = scales(rows)
    assert out.shape == (2, 30, scales.width(5)) == (2, 30, 15)
    torch.testing.assert_close(out[:, :, :5], rows)
    kept = math.exp(-0.08 / 4.0)
    weight = kept ** torch.arange(29, -1, -1).float()
    mean = (rows * weight[None, :, None]).sum(dim=1) / weight.sum()
    torch.testing.assert_close(out[:, -1, 10:], mean, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("name", ["cnn", "transformer"])
@torch.no_grad()
def test_an_encoder_with_several_scales_streams_what_it_hears_of_a_whole(name: str) -> None:
    recipe = Recipe(encoder="cnn" if name == "cnn" else "transformer", width=32, scales=(0.4, 6.4))
    encoder: Encoder = built(recipe, 6, 11, torch.zeros(1, 16, 64)).encoder
    encoder = lively(encoder, 1) if name == "cnn" else encoder.eval()
    frames = torch.randn(1, 96, 64)
    streamed = torch.cat(list(encoder.stream(frames)), dim=1)
    torch.testing.assert_close(streamed, encoder.hear(frames), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(width=16, hidden=16, batch=4, mixup=0.2),
        Recipe(width=16, hidden=16, batch=4, parents=0.5),
        Recipe(width=16, hidden=16, batch=4, scales=(0.4, 1.6)),
    ],
    ids=["mixup", "parents", "scales"],
)
def test_each_option_trains(recipe: Recipe) -> None:
    drawn = drawing(recipe.mixup) if recipe.mixup else lessons(6)
    some = drawn.draw(4)
    system = built(recipe, some.active.shape[2], len(vocabulary()), some.frames)
    losses = train(system, lambda: drawn.draw(4), recipe, Budget(steps=3))
    assert len(losses) == 3 and np.isfinite(losses).all()


def test_parents_are_a_part_of_the_loss() -> None:
    batch = lessons(4).draw(4)

    def loss(weight: float) -> float:
        recipe = Recipe(width=16, hidden=16, parents=weight)
        system = built(recipe, batch.active.shape[2], len(vocabulary()), batch.frames).eval()
        return float(system(batch).detach())

    assert loss(1.0) - loss(0.0) == pytest.approx(2.0 * (loss(0.5) - loss(0.0)), rel=1e-3)
    assert loss(0.5) > loss(0.0)


def test_scales_are_refused_where_they_do_not_belong(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text('{"front": "tagger", "encoder": "pretrained", "scales": [1.0]}')
    with pytest.raises(RecipeError, match="two time constants already"):
        recipe_of(Recipe, path)
    path.write_text('{"scales": [0.0]}')
    with pytest.raises(RecipeError, match="scales"):
        recipe_of(Recipe, path)
