"""ONNX Runtime behind `types.Network`.

In: a checked network's bytes. Out: an `OnnxNetwork`. One thread: the networks are small,
and the board has other work. Another execution provider than the processor is used where
it is asked for and there; where it is not, `fallback` says so in words.

Never does: reading files, deciding whether the bytes are the right ones.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from edge_aac import native
from edge_aac.errors import EdgeAacError
from edge_aac.paths import expanded
from edge_aac.types import FREE

Provider = Literal["cpu", "cuda", "tensorrt"]
PROVIDERS: Mapping[Provider, str] = MappingProxyType(
    {
        "cpu": "CPUExecutionProvider",
        "cuda": "CUDAExecutionProvider",
        "tensorrt": "TensorrtExecutionProvider",
    }
)

_FATAL = 4
Chosen = tuple[str, Mapping[str, str]]
"""A provider's name and its options."""


class OnnxNetwork:
    """A network that ONNX Runtime executes.

    Parameters
    ----------
    data : bytes
        An ONNX model.
    provider : {"cpu", "cuda", "tensorrt"}
        What computes.

    Raises
    ------
    EdgeAacError
        ONNX Runtime is missing, or refuses the bytes.
    """

    def __init__(self, data: bytes, provider: Provider = "cpu") -> None:
        try:
            onnxruntime = native.onnxruntime()
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
        wanted, there = PROVIDERS[provider], onnxruntime.get_available_providers()
        chosen = [_with_options(wanted)] if wanted in there and provider != "cpu" else []
        try:
            self._session: Any = _opened(onnxruntime.InferenceSession, data, options, chosen)
        except Exception as error:
            raise EdgeAacError(
                "ONNX Runtime cannot load this model: update onnxruntime, "
                "or install edge-aac again."
            ) from error
        # A provider may be there by name and still not start, for want of a driver.
        self._missing = wanted not in self._session.get_providers()
        if not self._missing and provider != "cpu":
            # One that fails later on must not end the listening.
            self._session.enable_fallback()
        self._provider = provider
        self._inputs = {one.name: _shape(one.shape) for one in self._session.get_inputs()}
        self._outputs = tuple(one.name for one in self._session.get_outputs())

    @property
    def fallback(self) -> str | None:
        """One sentence where the processor computes in place of what was asked for."""
        if not self._missing:
            return None
        return (
            f"ONNX Runtime has no working '{self._provider}' here, so the processor computes: "
            "install the onnxruntime package of that device and its driver, or set provider to cpu."
        )

    @property
    def runtime(self) -> str:
        """ONNX Runtime, as the settings name it."""
        return "onnx"

    @property
    def provider(self) -> str:
        """What computes, which need not be what was asked for."""
        return "cpu" if self._missing else self._provider

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


def _with_options(provider: str) -> Chosen:
    """A provider and what it is told: TensorRT computes with 8 bits, and keeps its engines."""
    if provider != PROVIDERS["tensorrt"]:
        return provider, {}
    options = {"trt_int8_enable": "True"}
    folder = engine_folder(os.environ)
    with contextlib.suppress(OSError):  # built at each start where nothing can be kept
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            options |= {"trt_engine_cache_enable": "True", "trt_engine_cache_path": str(folder)}
    return provider, options


def engine_folder(environ: Mapping[str, str]) -> Path:
    """Where TensorRT keeps its engines, which take minutes to build."""
    cache = Path(environ.get("XDG_CACHE_HOME", ""))
    if not cache.is_absolute():
        cache = expanded(Path("~/.cache"))
    return cache / "edge-aac" / "tensorrt"


def _opened(
    session: Callable[..., Any], data: bytes, options: object, chosen: Sequence[Chosen]
) -> Any:
    """A session with these providers, or with the processor alone where they do not start.

    ONNX Runtime would do the same, and say so on standard output, among our lines.
    """
    processor = PROVIDERS["cpu"]
    try:
        return session(data, options, providers=[*chosen, processor], enable_fallback=0)
    except Exception:
        if not chosen:
            raise
        return session(data, options, providers=[processor], enable_fallback=0)


def _shape(sizes: Sequence[object]) -> tuple[int, ...]:
    return tuple(size if isinstance(size, int) else FREE for size in sizes)
