"""The causal trunk: streaming is the whole clip, and the first layers are the tagger's."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from models.tagger.network import Tagger
from models.tagger.plan import FEATURES, PLAN
from models.trunk.convert import converted, folded, matched
from models.trunk.network import Trunk
from models.trunk.past import PastConv, PastMean
from models.trunk.shape import COLUMN_FRAMES, COLUMN_SECONDS, TrunkShape, past_plans
from tests.models.lively import lively

SHAPE = TrunkShape(labels=7)


def tagger() -> Tagger:
    return lively(Tagger(), 5)


def trunk() -> Trunk:
    return lively(Trunk(SHAPE), 6)


@pytest.mark.parametrize("piece", [16, 48])
@torch.no_grad()
def test_streaming_equals_the_whole_clip(piece: int) -> None:
    net, frames = trunk(), torch.randn(2, 240, 128)
    whole, _ = net(frames)
    states, parts = None, []
    for first in range(0, frames.shape[1], piece):
        columns, states = net(frames[:, first : first + piece], states)
        parts.append(columns)
    for name in ("embedding", "events", "classes"):
        streamed = torch.cat([getattr(part, name) for part in parts], dim=1)
        wanted: Tensor = getattr(whole, name)
        assert streamed.shape[1] == frames.shape[1] // COLUMN_FRAMES
        assert wanted.std() > 0.05
        assert (streamed - wanted).abs().max() <= 1e-4


@torch.no_grad()
def test_what_sounds_later_changes_nothing() -> None:
    net, frames = trunk(), torch.randn(1, 160, 128)
    whole, _ = net(frames)
    changed = frames.clone()
    changed[:, 96:] += 2.0
    later, _ = net(changed)
    assert torch.allclose(later.classes[:, :6], whole.classes[:, :6], atol=1e-5)
    assert not torch.allclose(later.classes[:, 6:], whole.classes[:, 6:], atol=1e-3)


@torch.no_grad()
def test_early_layers_are_the_taggers_later() -> None:
    teacher = tagger()
    frames = torch.randn(1, 320, 128)
    ours, _ = converted(teacher, SHAPE).eval().early(frames)
    # Two frames in the first block that waits, a column of 40 ms in the second.
    shifted = torch.nn.functional.pad(frames, (0, 0, 2, 0))[:, :320]
    theirs = teacher.early(shifted.transpose(1, 2).unsqueeze(1), 3)
    assert torch.allclose(ours[..., 10:70], theirs[..., 9:69], atol=1e-5)


def test_columns_come_every_160_ms() -> None:
    plans = past_plans()
    assert plans[-1].step_seconds == pytest.approx(COLUMN_SECONDS)
    assert all(
        past.taps + past.folded == block.kernel for past, block in zip(plans, PLAN, strict=True)
    )


def test_folding_adds_what_looked_ahead_to_the_present() -> None:
    weight = torch.arange(5.0).reshape(1, 1, 1, 5)
    assert folded(weight, 2).flatten().tolist() == [0.0, 1.0, 2.0 + 3.0 + 4.0]
    assert torch.equal(folded(weight, 0), weight)


@torch.no_grad()
def test_matching_gives_each_channel_its_mean_and_deviation() -> None:
    teacher = tagger()
    frames = torch.randn(6, 256, 128) * torch.rand(6, 1, 1) * 3
    student = matched(converted(teacher, SHAPE).eval(), teacher, frames)
    found: dict[str, Tensor] = {}
    for side, net in (("theirs", teacher), ("ours", student)):
        net.get_submodule("blocks.9.project").register_forward_hook(
            lambda _, __, output, side=side: found.update({side: output})
        )
    student(frames)
    teacher(frames.transpose(1, 2).unsqueeze(1))
    for moment in (torch.mean, torch.std):
        ours = moment(found["ours"], dim=(0, 2, 3))
        theirs = moment(found["theirs"], dim=(0, 2, 3))
        assert torch.allclose(ours, theirs, atol=2e-2 * float(theirs.abs().max()))


@torch.no_grad()
def test_the_head_starts_as_the_taggers() -> None:
    teacher = tagger()
    student = converted(teacher, SHAPE).eval()
    columns, _ = student(torch.randn(1, 64, 128))
    long = columns.embedding[:, -1]
    hidden = torch.nn.functional.hardswish(teacher.hidden(long[:, :, None, None]))
    wanted = teacher.classes(hidden).flatten(1)
    assert long.shape == (1, FEATURES)
    assert torch.allclose(columns.classes[:, -1], wanted, atol=1e-4)


@pytest.mark.parametrize(("stride", "dilation"), [((2, 2), 1), ((2, 1), 1), ((1, 1), 2)])
@torch.no_grad()
def test_the_quick_form_in_training_is_the_same(stride: tuple[int, int], dilation: int) -> None:
    torch.manual_seed(2)
    layer = PastConv(6, 6, (5, 3), stride=stride, dilation=dilation, groups=6)
    x = torch.randn(2, 6, 8, 16)
    quick, _ = layer.train()(x, None)
    plain, _ = layer.eval()(x, None)
    assert torch.allclose(quick, plain, atol=1e-5)


def test_a_mean_of_the_past_forgets() -> None:
    memory = PastMean(seconds=0.5, step=0.16)
    x = torch.cat([torch.ones(1, 1, 1, 1), torch.zeros(1, 1, 1, 9)], dim=3)
    means, state = memory(x, None)
    assert means[0, 0, 0, 0] == 1.0
    assert means[0, 0, 0, 1] == pytest.approx(memory.kept / (1 + memory.kept))
    assert means[0, 0, 0, 9] < 0.06
    assert state.shape == (1, 2, 1, 1)
