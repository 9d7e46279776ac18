"""LiteRT behind `types.Network`.

In: a `LiteModel`: checked bytes, and what its inputs and outputs are called. Out: a
`LiteNetwork`. The same code runs on ai-edge-litert and on tflite-runtime, which was its
name before. One thread, as everywhere.

Never does: reading files, deciding whether the bytes are the right ones.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError

PACKAGES = ("ai_edge_litert.interpreter", "tflite_runtime.interpreter")
"""Where an interpreter may be, the newer name first."""
_AGAIN = "install edge-aac again, or use --runtime onnx."


@dataclass(frozen=True, slots=True, eq=False)
class LiteModel:
    """A LiteRT model whose tensors are known by their places alone."""

    data: bytes
    inputs: tuple[str, ...]
    """What we call them, in the order in which the network was converted."""
    outputs: tuple[str, ...]


class LiteMissing(EdgeAacError):
    """No LiteRT is installed that works."""


class LiteNetwork:
    """A network that LiteRT executes.

    Parameters
    ----------
    model : LiteModel

    Raises
    ------
    LiteMissing
        Neither package can be imported and used.
    EdgeAacError
        LiteRT refuses the bytes.
    """

    def __init__(self, model: LiteModel) -> None:
        opened = None
        for package in PACKAGES:
            interpreter = _interpreter(package)
            if interpreter is not None:
                opened = _opened(interpreter, model.data)
                break
        if opened is None:
            raise LiteMissing(
                "LiteRT is not installed, or does not fit the installed numpy: install it with "
                "'pip install edge-aac[litert]', or use --runtime onnx."
            )
        # The runner borrows from the interpreter.
        self._interpreter, self._runner = opened
        self._inputs = dict(zip(model.inputs, _places("args", len(model.inputs)), strict=True))
        places = _places("output", len(model.outputs))
        self._outputs = dict(zip(model.outputs, places, strict=True))
        details: Mapping[str, Mapping[str, Any]] = self._runner.get_input_details()
        given = set(self._runner.get_output_details())
        if set(self._inputs.values()) != set(details) or set(places) != given:
            raise EdgeAacError(f"The model's LiteRT file has other inputs and outputs: {_AGAIN}")
        self._shapes = {
            name: tuple(int(size) for size in details[place]["shape"])
            for name, place in self._inputs.items()
        }

    @property
    def fallback(self) -> str | None:
        """There is nothing that it could fall back from."""
        return None

    @property
    def runtime(self) -> str:
        """LiteRT, as the settings name it."""
        return "litert"

    @property
    def provider(self) -> str:
        """It knows the processor alone."""
        return "cpu"

    @property
    def inputs(self) -> Mapping[str, tuple[int, ...]]:
        """Input names and shapes, in order."""
        return self._shapes

    @property
    def outputs(self) -> Sequence[str]:
        """Output names, in order."""
        return tuple(self._outputs)

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        """Run once; the outputs in the order of `outputs`."""
        try:
            placed = {self._inputs[name]: value for name, value in feeds.items()}
            given: Mapping[str, NDArray[np.generic]] = self._runner(**placed)
        except Exception as error:
            raise EdgeAacError(f"LiteRT could not run the model: {_AGAIN}") from error
        return [given[place] for place in self._outputs.values()]


def _interpreter(package: str) -> Any:
    """The interpreter of a package, or None where there is none that can be imported."""
    try:
        return importlib.import_module(package).Interpreter
    except (ImportError, AttributeError, RuntimeError):
        return None


def _opened(interpreter: Any, data: bytes) -> tuple[Any, Any]:
    # The package of the older name warns that it has a newer one.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = interpreter(model_content=data, num_threads=1)
            made.allocate_tensors()
            runner = made.get_signature_runner()
        except Exception as error:
            raise EdgeAacError(f"LiteRT cannot load this model: {_AGAIN}") from error
    return made, runner


def _places(kind: str, count: int) -> tuple[str, ...]:
    """Names that the converter gives by place."""
    return tuple(f"{kind}_{i}" for i in range(count))
