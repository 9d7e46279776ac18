"""The exported trunk is the trunk, column by column, on both runtimes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnx
import pytest
import torch

from edge_aac.encoder.lite_network import LiteModel, LiteNetwork
from edge_aac.encoder.manifest import SECOND_OUTPUTS
from edge_aac.encoder.onnx_network import OnnxNetwork
from edge_aac.features.published import FLOOR
from edge_aac.types import FloatArray, Network
from models.tagger.front import AUDIBLE_BANDS, OFFSET, SCALE
from models.tagger.plan import BANDS
from models.trunk.network import Columns, Trunk
from models.trunk.shape import TrunkShape
from quantize import trunk_fidelity
from quantize.export import Calibration
from quantize.int8 import quantise_trunk
from quantize.tflite import in_bytes, trunk_tflite
from quantize.trunk import export_trunk, trunk_states
from quantize.trunk_fidelity import EncoderOutputs
from tests.models.lively import lively

FRAMES = 96
CALIBRATION = Calibration(0.5, -1.0)


@pytest.fixture(scope="module")
def trunk() -> Trunk:
    return lively(Trunk(TrunkShape(labels=5)), 4)


@pytest.fixture(scope="module")
def logmel() -> FloatArray:
    drawn = np.random.default_rng(2).normal(-4.0, 3.0, (FRAMES, AUDIBLE_BANDS))
    return np.maximum(drawn, np.log(FLOOR)).astype(np.float32)


@pytest.fixture(scope="module")
def whole(trunk: Trunk, logmel: FloatArray) -> Columns:
    """What the trunk makes of the clip at once."""
    full = np.full((1, FRAMES, BANDS), np.log(FLOOR), np.float32)
    full[..., :AUDIBLE_BANDS] = logmel
    with torch.no_grad():
        columns: Columns = trunk((torch.from_numpy(full) + OFFSET) / SCALE)[0]
    return columns


@dataclass(frozen=True)
class Runtime:
    """One of both: a file in fp32, its form in bytes, and what opens it."""

    exact: bytes
    small: bytes
    opened: Callable[[bytes], Network]


def _onnx(trunk: Trunk) -> Runtime:
    exact = export_trunk(trunk, CALIBRATION)
    return Runtime(exact, quantise_trunk(exact), OnnxNetwork)


def _lite(trunk: Trunk) -> Runtime:
    states = tuple(trunk_states(trunk))
    after = tuple(name.replace("state", "next") for name in states)
    exact = trunk_tflite(trunk, CALIBRATION, exact=True)

    def opened(data: bytes) -> Network:
        return LiteNetwork(LiteModel(data, ("logmel", *states), (*SECOND_OUTPUTS, *after)))

    return Runtime(exact, in_bytes(exact), opened)


@pytest.fixture(scope="module", params=[_onnx, _lite], ids=["onnx", "litert"])
def runtime(request: pytest.FixtureRequest, trunk: Trunk) -> Runtime:
    made: Runtime = request.param(trunk)
    return made


@pytest.fixture(scope="module")
def network(runtime: Runtime) -> Network:
    return runtime.opened(runtime.exact)


@pytest.fixture(scope="module")
def streamed(network: Network, trunk: Trunk, logmel: FloatArray) -> EncoderOutputs:
    """What the network gives, column by column."""
    return trunk_fidelity.streamed(network, logmel, trunk_states(trunk))


def test_names_and_shapes_are_those_of_the_device(network: Network, trunk: Trunk) -> None:
    states = trunk_states(trunk)
    assert dict(network.inputs) == {"logmel": (1, 16, AUDIBLE_BANDS), **states}
    assert list(network.outputs) == [*SECOND_OUTPUTS, *(n.replace("state", "next") for n in states)]


def test_column_by_column_is_the_whole_clip(streamed: EncoderOutputs, whole: Columns) -> None:
    logits = whole.events[0].numpy()
    assert logits.std() > 0.05
    evidence = streamed.evidence[:, : logits.shape[1]]
    np.testing.assert_allclose(evidence, np.maximum(0.0, logits / 2 + 1), atol=1e-4)
    np.testing.assert_allclose(streamed.embedding, whole.embedding[0].numpy(), atol=1e-4)
    calibrated = torch.sigmoid(0.5 * whole.events[0] - 1.0).numpy()
    np.testing.assert_allclose(streamed.posteriors, calibrated, atol=1e-4)


def test_levels_are_those_of_quarters_of_the_bands(
    streamed: EncoderOutputs, logmel: FloatArray
) -> None:
    power = logmel.reshape(-1, 16, AUDIBLE_BANDS).mean(axis=1)
    quarters = np.stack([part.mean(axis=1) for part in np.split(power, [27, 53, 79], axis=1)], 1)
    np.testing.assert_allclose(streamed.evidence[:, -4:], (quarters - np.log(1e-5)) / 10, atol=1e-4)


def test_heavy_layers_in_bytes_are_a_small_file_that_hears_the_same(
    runtime: Runtime, network: Network, trunk: Trunk, logmel: FloatArray
) -> None:
    assert len(runtime.small) < 0.4 * len(runtime.exact)
    small = runtime.opened(runtime.small)
    found = trunk_fidelity.compare(network, small, [logmel], trunk_states(trunk))
    assert found.faithful, found


def test_what_has_no_heavy_layer_is_refused() -> None:
    empty = onnx.helper.make_model(onnx.helper.make_graph([], "empty", [], []))
    with pytest.raises(ValueError, match="no layer of many weights"):
        quantise_trunk(empty.SerializeToString())
