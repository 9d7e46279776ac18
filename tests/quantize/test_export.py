"""Export and quantisation: the bytes compute what the network computes."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch

from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.types import FloatArray
from models.networks.decoder import MEMORY, Decoder, DecoderShape
from models.networks.encoder import Encoder, EncoderShape
from quantize.export import export_decoder, export_encoder, state_shapes
from quantize.fidelity import Fidelity, compare
from quantize.int8 import quantise_encoder

SMALL = EncoderShape(labels=88, stem=8, widths=(16, 16, 24), embedding=32)


def _scenes(count: int) -> list[FloatArray]:
    rng = np.random.default_rng(1)
    return [(rng.standard_normal((64, 64)) * 3 - 5).astype(np.float32) for _ in range(count)]


def _session(model: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def test_the_exported_encoder_streams_as_torch_computes_the_whole() -> None:
    torch.manual_seed(1)
    net = Encoder(SMALL).eval()
    session = _session(export_encoder(net))
    scene = _scenes(1)[0]
    states = {n: np.zeros(s, np.float32) for n, s in state_shapes(net).items()}
    rows = []
    for first in range(0, 64, 16):
        out = session.run(None, {"logmel": scene[None, first : first + 16], **states})
        rows.append(out[1])
        states = dict(zip(states, out[2:], strict=True))
    with torch.no_grad():
        features, _ = net.features(torch.from_numpy(scene[None]))
        truth = torch.sigmoid(net.events(features)).squeeze(-1).transpose(1, 2).numpy()
    np.testing.assert_allclose(np.concatenate(rows, axis=1), truth, atol=1e-4)


def test_int8_streams_as_int8_computes_the_whole() -> None:
    torch.manual_seed(1)
    net = Encoder(SMALL).eval()
    shapes = state_shapes(net)
    session = _session(quantise_encoder(export_encoder(net), _scenes(4), shapes))
    scene = _scenes(5)[-1]
    zeros = {n: np.zeros(s, np.float32) for n, s in shapes.items()}
    whole = session.run(["posteriors"], {"logmel": scene[None], **zeros})[0]
    states, rows = zeros, []
    for first in range(0, 64, 16):
        out = session.run(None, {"logmel": scene[None, first : first + 16], **states})
        rows.append(out[1])
        states = dict(zip(states, out[2:], strict=True))
    np.testing.assert_allclose(np.concatenate(rows, axis=1), whole, atol=1e-5)


def test_fidelity_sees_a_model_that_strays() -> None:
    torch.manual_seed(1)
    net, other = Encoder(SMALL).eval(), Encoder(SMALL).eval()
    shapes = state_shapes(net)
    exact = OnnxNetwork(export_encoder(net))
    same = compare(exact, exact, _scenes(2), shapes)
    strayed = compare(exact, OnnxNetwork(export_encoder(other)), _scenes(2), shapes)
    assert same.faithful and same.cosine_min > 0.999
    assert not strayed.faithful
    assert not Fidelity(0.97, 0.5, 0.01).faithful


def test_the_exported_decoder_steps_as_torch_does() -> None:
    torch.manual_seed(1)
    decoder = Decoder(DecoderShape(30, embedding=32, hidden=24, token=16)).eval()
    session = _session(export_decoder(decoder))
    rng = np.random.default_rng(1)
    memory = rng.standard_normal((1, MEMORY, 32)).astype(np.float32)
    mask = (np.arange(MEMORY) > 60).astype(np.float32)[None]
    hidden = np.zeros((1, 24), np.float32)
    token = np.array([3], np.int32)
    logits, following = session.run(
        None, {"token": token, "hidden": hidden, "memory": memory, "mask": mask}
    )
    with torch.no_grad():
        truth, state = decoder(*(torch.from_numpy(a) for a in (token, hidden, memory, mask)))
    np.testing.assert_allclose(logits, truth.numpy(), atol=1e-4)
    np.testing.assert_allclose(following, state.numpy(), atol=1e-4)
