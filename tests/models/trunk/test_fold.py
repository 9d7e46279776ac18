"""Two heads of one layer become one, on the scale of ours."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from edge_aac.taxonomy import load_taxonomy
from models.data.lessons import Shard, unpacked
from models.tagger.front import AUDIBLE_BANDS
from models.trunk.fold import LEAST_EXAMPLES, fold_classes
from models.trunk.network import Trunk
from models.trunk.shape import TrunkShape
from tests.models.lively import lively

LABELS = len(load_taxonomy().labels)
DOG = load_taxonomy().index("dog")


def lesson(examples: int) -> Shard:
    rng = np.random.default_rng(4)
    active = np.zeros((examples, 8, LABELS), np.uint8)
    active[:, :, DOG] = 1
    return Shard(
        "single",
        rng.integers(20, 120, (examples, 64, AUDIBLE_BANDS)).astype(np.uint8),
        active,
        np.zeros((examples, 2, 527), np.uint8),
        np.zeros((examples, 2, 384), np.float16),
        [],
    )


@torch.no_grad()
def test_a_folded_label_is_the_mean_of_both_heads_at_one_level() -> None:
    trunk, shard = lively(Trunk(TrunkShape(labels=LABELS)), 3), lesson(LEAST_EXAMPLES)
    frames = torch.from_numpy(unpacked(shard.mel))
    before, _ = trunk(frames)
    weight, bias = trunk.events.weight.clone(), trunk.events.bias.clone()
    levels = fold_classes(trunk, [shard], ["Cat", "Dog"], {"dog": ("Dog", 0.25)})
    after, _ = trunk(frames)
    wanted = 0.75 * before.events[..., DOG] + 0.25 * (before.classes[..., 1] + levels["dog"])
    assert torch.allclose(after.events[..., DOG], wanted, atol=1e-4)
    # On the whole a label is as likely as it was, and the others are what they were.
    assert after.events[..., DOG].mean() == pytest.approx(
        float(before.events[..., DOG].mean()), abs=1e-3
    )
    others = [i for i in range(LABELS) if i != DOG]
    assert torch.equal(trunk.events.weight[others], weight[others])
    assert torch.equal(trunk.events.bias[others], bias[others])
    # The layers lie otherwise in memory afterwards, which rounds otherwise.
    assert torch.allclose(after.events[..., others], before.events[..., others], atol=1e-4)


def test_a_label_with_too_few_lessons_stays() -> None:
    trunk = lively(Trunk(TrunkShape(labels=LABELS)), 3)
    before = trunk.events.weight.clone()
    assert fold_classes(trunk, [lesson(2)], ["Cat", "Dog"], {"dog": ("Dog", 0.5)}) == {}
    assert torch.equal(trunk.events.weight, before)
