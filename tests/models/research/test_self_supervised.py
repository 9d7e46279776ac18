"""wav2vec 2.0 and HuBERT: they learn, they read local weights, and they refuse to stream."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from edge_aac.errors import EdgeAacError
from models.ground.options import RecipeError, recipe_of
from models.networks.encoder import LEVELS
from models.research.lessons import vocabulary
from models.research.memory import OfflineEncoderError
from models.research.recipe import Recipe
from models.research.self_supervised import SelfSupervised, SelfSupervisedName
from models.research.system import built
from models.research.training import Budget, train
from tests.models.research.made import lessons

NAMES: tuple[SelfSupervisedName, ...] = ("wav2vec2", "hubert")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("Something asked the network.")

    monkeypatch.setattr(socket.socket, "connect", refused)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_random_tiny_weights_learn(name: SelfSupervisedName) -> None:
    batch = lessons(4, "wave").draw(4)
    recipe = Recipe(front="wave", encoder=name, width=16, hidden=16, batch=4, rate=5e-3)
    system = built(recipe, batch.active.shape[2], len(vocabulary()), batch.frames)
    before = {name: one.detach().clone() for name, one in system.encoder.named_parameters()}
    losses = train(system, lambda: batch, recipe, Budget(steps=3))
    assert np.isfinite(losses).all() and losses[-1] < losses[0]
    moved = {
        name.split(".")[1] if name.startswith("network.") else name
        for name, one in system.encoder.named_parameters()
        if not torch.equal(one, before[name])
    }
    assert {"mix", "events.weight", "feature_extractor", "encoder"} <= moved


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_they_hear_a_whole_recording_and_do_not_stream(name: SelfSupervisedName) -> None:
    torch.manual_seed(1)
    encoder = SelfSupervised.of(name, 6, 160, 16, None).eval()
    frames = torch.randn(2, 64, 160) * 0.1
    memory = encoder.encode(frames)
    assert memory.events.shape == (2, 8, 6) and memory.rows.shape == (2, 8, 6 + LEVELS)
    changed = frames.clone()
    changed[:, 48:] *= 5.0
    # What comes later changes the beginning: that is why they may not stream.
    assert not torch.allclose(encoder.hear(changed)[:, :2], memory.events[:, :2], atol=1e-4)
    assert not encoder.causal
    with pytest.raises(OfflineEncoderError, match="hears a whole recording at once"):
        next(encoder.stream(frames))
    louder = encoder.levels(frames * 4.0) - encoder.levels(frames)
    assert (louder > 0).all()


@pytest.mark.parametrize("name", NAMES)
@torch.no_grad()
def test_weights_come_from_a_folder_and_stay_as_they_are(
    name: SelfSupervisedName, tmp_path: Path
) -> None:
    torch.manual_seed(2)
    first = SelfSupervised.of(name, 6, 160, 16, None)
    first.network.save_pretrained(tmp_path / "weights")
    read = SelfSupervised.of(name, 6, 160, 16, tmp_path / "weights")
    kept = first.network.state_dict()
    assert all(torch.equal(one, kept[key]) for key, one in read.network.state_dict().items())
    learning = {key for key, one in read.named_parameters() if one.requires_grad}
    assert learning == {"mix", "norm.weight", "norm.bias", "events.weight", "events.bias"}
    assert not read.train().network.training
    other = NAMES[1 - NAMES.index(name)]
    with pytest.raises(EdgeAacError, match=f"holds (weights of {name}, not|no weights of {other})"):
        SelfSupervised.of(other, 6, 160, 16, tmp_path / "weights")


def test_what_does_not_fit_says_so(tmp_path: Path) -> None:
    with pytest.raises(EdgeAacError, match=r"holds no weights of wav2vec2.*config\.json"):
        SelfSupervised.of("wav2vec2", 6, 160, 16, tmp_path)
    with pytest.raises(ValueError, match="frames of 160 samples, not 64"):
        SelfSupervised.of("hubert", 6, 64, 16, None)
    path = tmp_path / "r.json"
    for text in ('{"front": "wave"}', '{"encoder": "hubert"}'):
        path.write_text(text)
        with pytest.raises(RecipeError, match="belong together"):
            recipe_of(Recipe, path)
    path.write_text('{"weights": "somewhere"}')
    with pytest.raises(RecipeError, match="weights are those of"):
        recipe_of(Recipe, path)
