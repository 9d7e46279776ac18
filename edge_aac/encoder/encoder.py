"""Log-Mel windows in, embeddings and event posteriors out.

In: 16 frames at a time, with the state that the hop before left. Out: a `Hearing`
of two rows and the next state. Each frame is computed once; hop by hop gives what
the whole clip at once gives.

Never does: deciding what an event is, keeping anything between calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.encoder.manifest import Manifest
from edge_aac.errors import EdgeAacError
from edge_aac.types import FREE, HOP_FRAMES, STEPS_PER_HOP, FloatArray, Hearing, Network


@dataclass(frozen=True, slots=True, eq=False)
class EncoderState:
    """What the causal layers remember: one float32 tensor per layer, of fixed shape."""

    tensors: tuple[FloatArray, ...]


class Encoder:
    """The streaming encoder.

    Parameters
    ----------
    network : Network
        Inputs `logmel`, `state_0` ...; outputs `embeddings`, `posteriors`, `next_0` ...
    manifest : Manifest
        What the network is said to be.

    Raises
    ------
    EdgeAacError
        It is something else.
    """

    def __init__(self, network: Network, manifest: Manifest) -> None:
        self._network = network
        self._shapes = tuple(manifest.encoder.states.values())
        self._names = tuple(manifest.encoder.states)
        self._embedding = manifest.encoder.embedding
        self._labels = len(manifest.labels)
        if not self._fits():
            raise EdgeAacError(
                f"The encoder of the model {manifest.name} is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def start(self) -> EncoderState:
        """Nothing heard yet."""
        return EncoderState(tuple(np.zeros(shape, np.float32) for shape in self._shapes))

    def step(
        self, state: EncoderState, window: FloatArray, end: int
    ) -> tuple[EncoderState, Hearing]:
        """Hear one hop.

        Parameters
        ----------
        state : EncoderState
        window : ndarray, shape (16, 64), float32
            Log-Mel frames.
        end : int
            Sample index just after the hop.

        Returns
        -------
        (EncoderState, Hearing)

        Raises
        ------
        ArithmeticError
            The network gave what is no number; the state would give nothing else from then on.
        """
        embeddings, posteriors, *after = self._run(state, window)
        if not np.isfinite(posteriors).all():
            raise ArithmeticError("the encoder gave what is no number")
        return EncoderState(tuple(after)), Hearing(end, embeddings[0], posteriors[0])

    def _run(self, state: EncoderState, window: FloatArray) -> list[FloatArray]:
        feeds = dict(zip(self._names, state.tensors, strict=True))
        # The network's outputs are float32; _fits has seen them.
        return self._network.run({"logmel": window[None], **feeds})  # type: ignore[return-value]

    def _fits(self) -> bool:
        """Names and shapes as said, and a first hop that gives what it should."""
        bands = self._network.inputs.get("logmel", ())
        inputs = {"logmel": bands, **dict(zip(self._names, self._shapes, strict=True))}
        following = [name.replace("state", "next") for name in self._names]
        if (
            dict(self._network.inputs) != inputs
            or list(self._network.outputs) != ["embeddings", "posteriors", *following]
            or len(bands) != 3
            or bands[1] not in (FREE, HOP_FRAMES)
            or bands[2] < 1
        ):
            return False
        results = self._run(self.start(), np.zeros((HOP_FRAMES, bands[2]), np.float32))
        wanted = [
            (1, STEPS_PER_HOP, self._embedding),
            (1, STEPS_PER_HOP, self._labels),
            *self._shapes,
        ]
        return [one.shape for one in results] == wanted and all(
            one.dtype == np.float32 for one in results
        )
