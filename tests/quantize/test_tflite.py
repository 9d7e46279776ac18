"""LiteRT: the same network, in bytes, hop by hop."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from edge_aac.encoder.lite_network import LiteMissing, LiteModel, LiteNetwork
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.encoder.runtime import open_network
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_FRAMES, FloatArray
from models.networks.decoder import MEMORY, Decoder, DecoderShape
from models.networks.encoder import Encoder, EncoderShape
from quantize.export import Calibration, export_encoder, state_shapes
from quantize.fidelity import compare
from quantize.tflite import decoder_tflite, encoder_tflite
from tests.needs import lacking

SMALL = EncoderShape(labels=88, stem=8, widths=(16, 16, 24), embedding=32)
LONG = 64


def _scenes(count: int) -> list[FloatArray]:
    rng = np.random.default_rng(1)
    return [(rng.standard_normal((3 * LONG, 64)) * 3 - 5).astype(np.float32) for _ in range(count)]


@pytest.fixture(scope="module")
def net() -> Encoder:
    torch.manual_seed(1)
    return Encoder(SMALL).eval()


def _step(state: FloatArray) -> float:
    """What one step of a quantised state is worth; its range may be wider than one scene's."""
    gaps = np.diff(np.unique(state))
    return max(float(np.ptp(state)) / 255, float(gaps.min()) if len(gaps) else 0.0)


def _lite(net: Encoder, data: bytes) -> LiteModel:
    states = tuple(state_shapes(net))
    after = tuple(name.replace("state", "next") for name in states)
    return LiteModel(data, ("logmel", *states), ("embeddings", "posteriors", *after))


@pytest.fixture(scope="module")
def hopping(net: Encoder) -> LiteModel:
    return _lite(net, encoder_tflite(net, Calibration(), _scenes(8), every=1))


@pytest.fixture(scope="module")
def exact(net: Encoder) -> bytes:
    """The same in floating point."""
    return encoder_tflite(net, Calibration(), None)


def test_the_float_model_is_what_onnx_computes(net: Encoder, exact: bytes) -> None:
    lite = LiteNetwork(_lite(net, exact))
    onnx = OnnxNetwork(export_encoder(net))
    same = compare(onnx, lite, _scenes(3), state_shapes(net))
    assert same.cosine_min > 0.99999
    assert same.posterior_difference < 1e-5


def test_int8_stays_near(net: Encoder, hopping: LiteModel, exact: bytes) -> None:
    assert len(hopping.data) < 0.9 * len(exact)
    found = compare(
        OnnxNetwork(export_encoder(net)), LiteNetwork(hopping), _scenes(3), state_shapes(net)
    )
    assert found.cosine_mean > 0.95, "weights that nobody trained are the hardest"


def test_hop_by_hop_is_one_long_window(net: Encoder, hopping: LiteModel) -> None:
    """The same quantised network, exported once more for windows of 64 frames.

    Not to the bit: its scales are measured anew, on float sums in another order, and differ
    in their last bits, so that now and then a value falls on the other side of a step. Of
    the states, many are the same and none is more than a few steps away.
    """
    data = encoder_tflite(net, Calibration(), _scenes(8), frames=LONG, every=1)
    long, short = LiteNetwork(_lite(net, data)), LiteNetwork(hopping)
    assert long.inputs["logmel"] == (1, LONG, 64)
    states = state_shapes(net)
    # Longer scenes than one window calibrate the state, too.
    scene = _scenes(9)[-1][:LONG]
    held = [np.zeros(shape, np.float32) for shape in states.values()]
    embeddings, posteriors, *after = long.run(
        {"logmel": scene[None], **dict(zip(states, held, strict=True))}
    )
    rows = []
    for first in range(0, LONG, HOP_FRAMES):
        feeds = {"logmel": scene[None, first : first + HOP_FRAMES]}
        remembered, heard, *held = short.run(feeds | dict(zip(states, held, strict=True)))
        rows.append((remembered[0], heard[0]))
    for one, other in zip(held, after, strict=True):
        assert np.abs(one - other).max() <= 10 * _step(other) + 1e-9
        assert (one == other).mean() > 0.25
    for whole, pieces in zip((embeddings, posteriors), zip(*rows, strict=True), strict=True):
        np.testing.assert_allclose(np.concatenate(pieces), whole[0], atol=0.01)


def test_the_decoder_takes_a_token_and_a_memory() -> None:
    torch.manual_seed(1)
    decoder = Decoder(DecoderShape(30, embedding=32, hidden=24, token=16)).eval()
    rng = np.random.default_rng(1)
    feeds = {
        "token": np.array([3], np.int32),
        "hidden": rng.standard_normal((1, 24)).astype(np.float32),
        "memory": rng.standard_normal((1, MEMORY, 32)).astype(np.float32),
        "mask": (np.arange(MEMORY) > 60).astype(np.float32)[None],
    }
    with torch.no_grad():
        truth, state = decoder(*(torch.from_numpy(one) for one in feeds.values()))
    for exact, near in ((True, 1e-4), (False, 0.1)):
        data = decoder_tflite(decoder, exact=exact)
        network = LiteNetwork(LiteModel(data, tuple(feeds), ("logits", "next_hidden")))
        logits, following = network.run(feeds)
        np.testing.assert_allclose(logits, truth.numpy(), atol=near)
        np.testing.assert_allclose(following, state.numpy(), atol=near)


def test_auto_takes_litert_where_there_is_a_file_for_it(net: Encoder, hopping: LiteModel) -> None:
    onnx = export_encoder(net)
    assert isinstance(open_network(onnx, "auto", hopping), LiteNetwork)
    assert isinstance(open_network(onnx, "auto"), OnnxNetwork)
    assert isinstance(open_network(onnx, "onnx", hopping), OnnxNetwork)
    assert isinstance(open_network(onnx, "auto", hopping, "cuda"), OnnxNetwork)


def test_without_litert_auto_takes_onnx_and_litert_says_what_to_install(
    net: Encoder, hopping: LiteModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("ai_edge_litert", "tflite_runtime"):
        monkeypatch.setitem(sys.modules, f"{package}.interpreter", None)
    assert isinstance(open_network(export_encoder(net), "auto", hopping), OnnxNetwork)
    with pytest.raises(LiteMissing, match="pip install"):
        open_network(export_encoder(net), "litert", hopping)


def test_another_place_for_the_interpreter_is_found(
    hopping: LiteModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tflite-runtime is the same code under its older name."""
    try:
        interpreter = importlib.import_module("ai_edge_litert.interpreter")
    except ImportError:
        lacking("ai_edge_litert is not installed, so its other name cannot be tried")
    monkeypatch.setitem(sys.modules, "tflite_runtime.interpreter", interpreter)
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    assert LiteNetwork(hopping).inputs["logmel"] == (1, HOP_FRAMES, 64)


def test_who_looks_at_the_threads_while_it_is_opened_does_no_harm(
    hopping: LiteModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profiler keeps what a function had; with it, the interpreter would not run."""
    try:
        package = importlib.import_module("ai_edge_litert.interpreter")
    except ImportError:
        lacking("ai_edge_litert is not installed")
    kept, refused = [], []

    class Watched(package.Interpreter):  # type: ignore[name-defined,misc]
        def get_signature_runner(self) -> object:
            kept.append(super().get_signature_runner())
            return kept[-1]

        def allocate_tensors(self) -> object:
            try:
                return super().allocate_tensors()
            except RuntimeError:
                refused.append(kept.pop())
                raise

    monkeypatch.setattr(package, "Interpreter", Watched)
    monkeypatch.setattr(time, "sleep", lambda _: refused.clear())
    network = LiteNetwork(hopping)
    feeds = {name: np.zeros(shape, np.float32) for name, shape in network.inputs.items()}
    network.run(feeds)
    network.run(feeds)
    assert not kept


@pytest.mark.parametrize("data", [b"", b"nonsense", bytes(1_000)])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(EdgeAacError, match="cannot load"):
        LiteNetwork(LiteModel(data, ("a",), ("b",)))


def test_a_model_of_something_else_is_refused(hopping: LiteModel) -> None:
    with pytest.raises(EdgeAacError, match="other inputs"):
        LiteNetwork(LiteModel(hopping.data, ("logmel",), ("posteriors",)))


@pytest.mark.parametrize("feeds", [{}, {"nonsense": np.zeros(1)}, {"logmel": np.zeros(3)}])
def test_what_it_cannot_run_is_one_sentence(
    hopping: LiteModel, feeds: dict[str, np.ndarray]
) -> None:
    with pytest.raises(EdgeAacError, match="could not run"):
        LiteNetwork(hopping).run(feeds)


@pytest.mark.parametrize("wrong", ["missing", "shape", "type"])
def test_nothing_is_left_of_the_call_before(hopping: LiteModel, wrong: str) -> None:
    """An input that is not given, or does not fit, is refused; a given one counts each time."""
    network = LiteNetwork(hopping)
    feeds = {name: np.zeros(shape, np.float32) for name, shape in network.inputs.items()}
    silent = network.run(feeds)
    louder = network.run(feeds | {"logmel": feeds["logmel"] + 2.0})
    assert not np.array_equal(silent[0], louder[0])
    for first, again in zip(silent, network.run(feeds), strict=True):
        np.testing.assert_array_equal(first, again)
    unfit = feeds["logmel"][:, 1:] if wrong == "shape" else feeds["logmel"].astype(np.float64)
    others = {name: value for name, value in feeds.items() if name != "logmel"}
    with pytest.raises(EdgeAacError, match="could not run"):
        network.run(others if wrong == "missing" else others | {"logmel": unfit})


def test_no_line_is_printed_when_a_model_is_opened_and_run(
    hopping: LiteModel, tmp_path: Path
) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(hopping.data)
    code = (
        "import sys, pathlib\n"
        "import numpy as np\n"
        "from edge_aac.cli.streams import separate\n"
        "from edge_aac.encoder.lite_network import LiteModel, LiteNetwork\n"
        "separate()  # as the command line does\n"
        f"inputs, outputs = {hopping.inputs!r}, {hopping.outputs!r}\n"
        f"data = pathlib.Path({str(path)!r}).read_bytes()\n"
        "network = LiteNetwork(LiteModel(data, inputs, outputs))\n"
        "network.run({name: np.zeros(s, np.float32) for name, s in network.inputs.items()})\n"
        "print('after', file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "after\n")
