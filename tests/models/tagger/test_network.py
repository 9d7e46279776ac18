"""The rebuilt tagger: its shapes, its weights, its windows."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from edge_aac.errors import EdgeAacError
from models.ground.corpus import Corpus
from models.tagger.network import Tagger, squeezed
from models.tagger.plan import CLASSES, FEATURES, PLAN
from models.tagger.weights import EPSILON, FOLDER, folded
from models.tagger.windows import tag_windows
from tests.models.lively import lively

PUBLISHED = 983_599
"""Parameters of the network as published."""
HEADS = ("hidden", "classes")


def published(corpus: Corpus) -> dict[str, np.ndarray]:
    with np.load(corpus.folder / FOLDER / "weights.npz") as file:
        return {name: file[name] for name in file.files}


def test_shapes_and_size() -> None:
    tagger = Tagger().eval()
    embedding, logits = tagger(torch.zeros(2, 1, 128, 100))
    assert embedding.shape == (2, FEATURES)
    assert logits.shape == (2, CLASSES)
    # Normalisation is folded: one bias for each channel in place of a scale and a shift.
    channels = sum(
        len(tensor)
        for name, tensor in tagger.named_parameters()
        if name.endswith(".bias") and "squeeze" not in name and name.split(".")[0] not in HEADS
    )
    assert sum(tensor.numel() for tensor in tagger.parameters()) == PUBLISHED - channels


def test_squeezes_are_as_wide_as_published() -> None:
    assert [squeezed(plan.expanded) for plan in PLAN if plan.squeeze] == [
        8, 16, 16, 48, 72, 72, 96, 96,
    ]  # fmt: skip


def test_every_published_array_is_used_once(corpus: Corpus) -> None:
    arrays = published(corpus)
    weights = folded(arrays)
    Tagger().load_state_dict(weights)
    with pytest.raises(EdgeAacError, match="too many"):
        folded({**arrays, "features.17.0.weight": np.zeros(1, np.float32)})
    for name in ("features.0.0.weight", "classifier.5.bias"):
        with pytest.raises(EdgeAacError, match=name):
            folded({key: array for key, array in arrays.items() if key != name})


def test_folding_is_normalisation_after_convolution(corpus: Corpus) -> None:
    arrays = published(corpus)
    weights = folded(arrays)
    x = torch.randn(1, 1, 128, 40)
    plain = torch.nn.functional.conv2d(
        x, torch.from_numpy(arrays["features.0.0.weight"]), stride=2, padding=1
    )
    mean, variance, scale, shift = (
        torch.from_numpy(arrays[f"features.0.1.{part}"])
        for part in ("running_mean", "running_var", "weight", "bias")
    )
    wanted = torch.nn.functional.batch_norm(plain, mean, variance, scale, shift, eps=EPSILON)
    ours = torch.nn.functional.conv2d(
        x, weights["stem.weight"], weights["stem.bias"], stride=2, padding=1
    )
    assert torch.allclose(ours, wanted, atol=1e-4)


def test_a_window_is_what_has_just_sounded() -> None:
    tagger = lively(Tagger(), 1)
    frames = torch.randn(2, 320, 128)
    embeddings, logits = tag_windows(tagger, frames)
    assert embeddings.shape == (2, 10, FEATURES)
    assert logits.shape == (2, 10, CLASSES)
    # What sounds later changes nothing but what the early layers see across the edge.
    changed = frames.clone()
    changed[:, 200:] = 3.0
    again, _ = tag_windows(tagger, changed)
    assert torch.equal(again[:, :5], embeddings[:, :5])
    assert not torch.allclose(again[:, 7:], embeddings[:, 7:], atol=1e-4)
    # What sounded longer ago than a window has gone.
    changed = frames.clone()
    changed[:, :120] = 3.0
    again, _ = tag_windows(tagger, changed)
    assert torch.equal(again[:, 9], embeddings[:, 9])
