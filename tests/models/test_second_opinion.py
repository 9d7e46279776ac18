"""The second opinion: a mean of two heads, brought to one level, in one head."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from edge_aac.taxonomy import load_taxonomy
from models.data.pool import Pool
from models.networks.encoder import Encoder, EncoderShape
from models.training.second_opinion import LEAST_EXAMPLES, SAY, hear_second_opinion

TAXONOMY = load_taxonomy()
CLASSES = [name for name, _ in SAY.values()]
SHAPE = EncoderShape(
    teacher=len(CLASSES), stem=4, widths=(4, 6, 8), depths=(1, 1, 1), embedding=12, dilations=(1, 2)
)


def _pool(examples: int, label: str) -> Pool:
    rng = np.random.default_rng(1)
    active = np.zeros((examples, 16, len(TAXONOMY.labels)), np.uint8)
    active[:, 4:12, TAXONOMY.index(label)] = 1
    mel = rng.integers(40, 160, (examples, 128, 64)).astype(np.uint8)
    return Pool(mel, active, np.zeros((examples, 1, 1), np.uint8), [])


@torch.no_grad()
def _logits(net: Encoder, mel: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    features, _ = net.eval().features(torch.from_numpy(mel))
    return net.events(features).squeeze(-1), net.teach(features).squeeze(-1)


def test_a_label_becomes_the_mean_of_both_heads_and_keeps_its_level() -> None:
    torch.manual_seed(1)
    net = Encoder(SHAPE)
    mel = np.random.default_rng(2).normal(-5.0, 2.0, (3, 128, 64)).astype(np.float32)
    ours, theirs = _logits(net, mel)
    levels = hear_second_opinion(net, _pool(20, "siren"), CLASSES)
    after, _ = _logits(net, mel)
    column, of = TAXONOMY.index("siren"), CLASSES.index("Siren")
    share = SAY["siren"][1]
    wanted = (1 - share) * ours[:, column] + share * (theirs[:, of] + levels["siren"])
    torch.testing.assert_close(after[:, column], wanted, atol=1e-4, rtol=1e-4)
    others = [i for i in range(len(TAXONOMY.labels)) if i != column]
    torch.testing.assert_close(after[:, others], ours[:, others])


def test_with_too_few_examples_a_label_stays_as_it_is() -> None:
    torch.manual_seed(1)
    net = Encoder(SHAPE)
    before = net.events.weight.clone()
    assert hear_second_opinion(net, _pool(LEAST_EXAMPLES - 1, "siren"), CLASSES) == {}
    torch.testing.assert_close(net.events.weight, before)


@pytest.mark.parametrize("label", SAY)
def test_only_labels_that_are_announced_have_a_second_opinion(label: str) -> None:
    assert TAXONOMY[label].priority.rank > 0
    assert 0.0 < SAY[label][1] < 1.0
