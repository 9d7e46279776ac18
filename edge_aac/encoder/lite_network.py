"""LiteRT behind `types.Network`.

In: a `LiteModel`: checked bytes, and what its inputs and outputs are called. Out: a
`LiteNetwork`. The same code runs on ai-edge-litert and on tflite-runtime, which was its
name before. One thread, as everywhere.

Never does: reading files, deciding whether the bytes are the right ones.
"""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_aac.errors import EdgeAacError

PACKAGES = ("ai_edge_litert.interpreter", "tflite_runtime.interpreter")
"""Where an interpreter may be, the newer name first."""
_Tensors = Mapping[str, Mapping[str, Any]]
"""What tensors are, by their names."""
BORROWED_SECONDS = 5.0
"""So long it is waited for whoever keeps what was borrowed from an interpreter."""
_LOOK_SECONDS = 0.005
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
        self._interpreter, signature = opened
        given = dict(zip(model.inputs, _places("args", len(model.inputs)), strict=True))
        made = dict(zip(model.outputs, _places("output", len(model.outputs)), strict=True))
        inputs, outputs = signature
        if set(given.values()) != set(inputs) or set(made.values()) != set(outputs):
            raise EdgeAacError(f"The model's LiteRT file has other inputs and outputs: {_AGAIN}")
        self._inputs = {name: int(inputs[place]["index"]) for name, place in given.items()}
        self._outputs = {name: int(outputs[place]["index"]) for name, place in made.items()}
        self._shapes = {
            name: tuple(int(size) for size in inputs[place]["shape"])
            for name, place in given.items()
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
        # Not by the signature's runner, which allocates the inputs anew in each call.
        try:
            for name, at in self._inputs.items():
                self._interpreter.set_tensor(at, feeds[name])
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(at) for at in self._outputs.values()]
        except Exception as error:
            raise EdgeAacError(f"LiteRT could not run the model: {_AGAIN}") from error


def _interpreter(package: str) -> Any:
    """The interpreter of a package, or None where there is none that can be imported."""
    try:
        return importlib.import_module(package).Interpreter
    except (ImportError, AttributeError, RuntimeError):
        return None


def _opened(interpreter: Any, data: bytes) -> tuple[Any, tuple[_Tensors, _Tensors]]:
    """An interpreter that is ready, and what its only signature says of inputs and outputs."""
    # The package of the older name warns that it has a newer one.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = interpreter(model_content=data, num_threads=1)
            made.allocate_tensors()
            runner = made.get_signature_runner()
            details = (runner.get_input_details(), runner.get_output_details())
            # It borrows from the interpreter, which does not run while it is there.
            del runner
            _wait_until_given_back(made)
            return made, details
        except Exception as error:
            raise EdgeAacError(f"LiteRT cannot load this model: {_AGAIN}") from error


def _wait_until_given_back(made: Any) -> None:
    """Wait until nothing borrows from an interpreter any more.

    A profiler that looks at what other threads do, as dask's does in its workers, keeps for a
    moment what was borrowed.
    """
    deadline = time.monotonic() + BORROWED_SECONDS
    while True:
        try:
            # Refused while something is borrowed, as running is; else there is nothing to do.
            made.allocate_tensors()
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def _places(kind: str, count: int) -> tuple[str, ...]:
    """Names that the converter gives by place."""
    return tuple(f"{kind}_{i}" for i in range(count))
