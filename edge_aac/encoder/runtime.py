"""Bytes of a network in, something that runs it out.

In: a checked network's bytes. Out: a `types.Network`; what executes it stays in
here. One thread: the networks are small, and the board has other work.

Never does: reading files, deciding whether the bytes are the right ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError
from edge_aac.types import Network

FREE = -1
"""A size that the caller may choose."""

_FATAL = 4


def open_network(data: bytes, runtime: Literal["auto", "onnx", "litert"] = "auto") -> Network:
    """Load a network.

    Parameters
    ----------
    data : bytes
        An ONNX model.
    runtime : {"auto", "onnx", "litert"}

    Raises
    ------
    EdgeAacError
        The runtime is missing, or refuses the bytes.
    """
    if runtime == "litert":
        raise EdgeAacError("This model has no file for LiteRT yet: use --runtime onnx.")
    return OnnxNetwork(data)


class OnnxNetwork:
    """A network that ONNX Runtime executes.

    Parameters
    ----------
    data : bytes
        An ONNX model.
    """

    def __init__(self, data: bytes) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise EdgeAacError(
                "ONNX Runtime cannot be loaded: install it with 'pip install onnxruntime' "
                "on a 64-bit system."
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        # An error is raised as well as logged, and a person's screen reader reads the log.
        options.log_severity_level = _FATAL
        try:
            self._session: Any = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise EdgeAacError(
                "ONNX Runtime cannot load this model: update onnxruntime, "
                "or install edge-aac again."
            ) from error
        self._inputs = {one.name: _shape(one.shape) for one in self._session.get_inputs()}
        self._outputs = tuple(one.name for one in self._session.get_outputs())

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        """Input names and shapes, in order; `FREE` for a size that may vary."""
        return self._inputs

    @property
    def outputs(self) -> Sequence[str]:
        """Output names, in order."""
        return self._outputs

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        """Run once; the outputs in the order of `outputs`."""
        try:
            values: list[NDArray[np.generic]] = self._session.run(self._outputs, dict(feeds))
        except Exception as error:
            raise EdgeAacError(
                "ONNX Runtime could not run the model: update onnxruntime, "
                "or install edge-aac again."
            ) from error
        return values


def _shape(sizes: Sequence[object]) -> tuple[int, ...]:
    return tuple(size if isinstance(size, int) else FREE for size in sizes)
