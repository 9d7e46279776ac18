"""The encoder network: streaming equals the whole clip, and the past is all it needs."""

from __future__ import annotations

import torch

from models.networks.encoder import Encoder, EncoderShape


def _trained_looking() -> Encoder:
    torch.manual_seed(1)
    net = Encoder()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)  # type: ignore[union-attr]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    return net.eval()


@torch.no_grad()
def test_streaming_equals_the_whole_clip() -> None:
    net = _trained_looking()
    mel = torch.randn(1, 160, 64) * 3 - 5
    whole, _ = net.features(mel)
    states = [torch.zeros(layer.state_shape) for layer in net.causal]
    pieces = []
    for first in range(0, 160, 16):
        rows, states = net.features(mel[:, first : first + 16], states)
        assert [s.shape for s in states] == [layer.state_shape for layer in net.causal]
        pieces.append(rows)
    torch.testing.assert_close(torch.cat(pieces, dim=2), whole, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_no_row_depends_on_the_future() -> None:
    net = _trained_looking()
    mel = torch.randn(1, 160, 64)
    changed = mel.clone()
    changed[:, 80:] = 0.0
    a, b = net.features(mel)[0], net.features(changed)[0]
    torch.testing.assert_close(a[:, :, :10], b[:, :, :10])
    assert not torch.allclose(a[:, :, 10:], b[:, :, 10:])


DEEPER = EncoderShape(depths=(1, 3, 3), dilations=(1, 2, 4, 8, 1, 2, 4))


def test_the_network_is_small() -> None:
    on_device = [p for n, p in Encoder(DEEPER).named_parameters() if not n.startswith("teach")]
    assert sum(p.numel() for p in on_device) <= 800_000


@torch.no_grad()
def test_a_deeper_network_begins_as_the_one_it_grew_from() -> None:
    small, deep = _trained_looking(), Encoder(DEEPER)
    deep.grow_from(small.state_dict(), small.shape)
    deep.eval()
    mel = torch.randn(2, 160, 64) * 3 - 5
    torch.testing.assert_close(deep.features(mel)[0], small.features(mel)[0])
    assert len(deep.causal) > len(small.causal)


def test_what_a_network_grew_by_can_learn() -> None:
    small, deep = _trained_looking(), Encoder(DEEPER)
    deep.grow_from(small.state_dict(), small.shape)
    deep.features(torch.randn(2, 160, 64))[0].sum().backward()
    assert all(float(block.norm.weight.grad.abs().max()) > 0 for block in deep.time)
    assert all(float(block.norm.weight.grad.abs().max()) > 0 for block in deep.front)


def test_the_form_that_trains_quickly_is_the_same_convolution() -> None:
    torch.manual_seed(1)
    for layer in Encoder().causal:
        channels, bins = layer.state_shape[1], layer.state_shape[3]
        x = torch.randn(2, channels, layer.past + 32, bins)
        torch.testing.assert_close(layer._convolved(x), layer.conv(x), rtol=1e-4, atol=1e-5)
