"""Size: parameters and multiplications are read off the graph, layer by layer."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from benchmarks.size import cost
from edge_aac.encoder.bundle import find_bundle


def _model(nodes: list[onnx.NodeProto], shape: list[int | str], **weights: np.ndarray) -> bytes:
    stored = [numpy_helper.from_array(w.astype(np.float32), n) for n, w in weights.items()]
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info("y", kind, None)],
        stored,
    )
    opset = helper.make_opsetid("", 17)
    return bytes(helper.make_model(graph, opset_imports=[opset]).SerializeToString())


def test_a_convolution_multiplies_every_output_by_the_weights_that_it_reads() -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"], strides=[2, 2])
    told = cost(_model([node], [1, 3, 9, 9], w=np.zeros((5, 3, 3, 3))))
    assert told.parameters == 5 * 3 * 3 * 3
    assert told.multiplications == (5 * 4 * 4) * (3 * 3 * 3)


def test_a_depthwise_convolution_reads_one_channel_only() -> None:
    node = helper.make_node("Conv", ["x", "w"], ["y"], group=4)
    assert (
        cost(_model([node], [1, 4, 6, 6], w=np.zeros((4, 1, 3, 3)))).multiplications == 4 * 16 * 9
    )


def test_a_matrix_product_and_a_free_axis() -> None:
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    model = _model([node], ["frames", 8], w=np.zeros((8, 5)))
    assert cost(model, {"frames": 16}).multiplications == 16 * 8 * 5


def test_the_released_model_keeps_its_bounds() -> None:
    folder = find_bundle(None)
    encoder = cost((folder / "encoder.onnx").read_bytes(), {"frames": 16})
    assert encoder.parameters <= 800_000
    assert encoder.multiplications * 6.25 <= 30e6
    names = ("encoder.onnx", "decoder.onnx", "vocabulary.txt")
    assert sum((folder / name).stat().st_size for name in names) <= 1_500_000
