"""Log-Mel windows in, embeddings and event posteriors out.

In: 16 frames at a time, with the state that the hop before left. Out: a `HopResult`
of two rows and the next state. Each frame is computed once; hop by hop gives what
the whole clip at once gives.

Never does: deciding what an event is, keeping anything between calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.encoder.manifest import OUTPUTS, Manifest
from edge_aac.encoder.streamed import Streamed
from edge_aac.errors import EdgeAacError
from edge_aac.types import STEPS_PER_HOP, FloatArray, HopResult, Network


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
        self._streamed = Streamed(network, manifest.encoder.states, OUTPUTS)
        embeddings = (1, STEPS_PER_HOP, manifest.encoder.embedding)
        posteriors = (1, STEPS_PER_HOP, len(manifest.labels))
        if not self._streamed.fits(dict(zip(OUTPUTS, (embeddings, posteriors), strict=True))):
            raise EdgeAacError(
                f"The encoder of the model {manifest.name} is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def start(self) -> EncoderState:
        """Nothing heard yet."""
        return EncoderState(self._streamed.start())

    def step(
        self, state: EncoderState, window: FloatArray, end: int
    ) -> tuple[EncoderState, HopResult]:
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
        (EncoderState, HopResult)

        Raises
        ------
        ArithmeticError
            The network gave what is no number; the state would give nothing else from then on.
        """
        after, (embeddings, posteriors) = self._streamed.step(state.tensors, window)
        if not np.isfinite(posteriors).all():
            raise ArithmeticError("the encoder gave what is no number")
        return EncoderState(after), HopResult(end, embeddings[0], posteriors[0])
