"""Two networks that hear the same: their posteriors joined.

In: 16 frames of both networks' bands, and the states that the hop before left. Out: the encoder's
`HopResult`, its posteriors joined with those of the second network: the log-odds of both,
weighed and added. They learnt differently, so that what one takes for a dog the other seldom does.

Never does: touching the embeddings, which the caption decoder learnt from the encoder alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import numpy as np

from edge_aac.encoder.encoder import Encoder, EncoderState
from edge_aac.encoder.manifest import SECOND_OUTPUTS, JointWeights, SecondEntry
from edge_aac.encoder.streamed import Streamed, Tensors
from edge_aac.errors import EdgeAacError
from edge_aac.types import FloatArray, HopResult, Network

_SUREST = 1e-6
"""No network is surer than this, or less sure: so that neither outvotes the other for good."""


class StreamingEncoder(Protocol):
    """What hears hop by hop: an encoder, or two networks joined."""

    def start(self) -> EncoderState:
        """Nothing heard yet."""

    def step(
        self, state: EncoderState, window: FloatArray, end: int
    ) -> tuple[EncoderState, HopResult]:
        """Hear one hop."""


class Second:
    """The second network: posteriors alone.

    Parameters
    ----------
    network : Network
        Inputs `logmel`, `state_0` ...; outputs `evidence`, `posteriors`, `embedding`, `next_0` ...
    entry : SecondEntry
        What the network is said to be.
    labels : int
        How many posteriors it gives.

    Raises
    ------
    EdgeAacError
        It is something else.
    """

    def __init__(self, network: Network, entry: SecondEntry, labels: int) -> None:
        self._streamed = Streamed(network, entry.states, SECOND_OUTPUTS)
        self.bands = self._streamed.bands
        """Of its log-Mel."""
        if not self._streamed.fits({"posteriors": (1, 1, labels)}):
            raise EdgeAacError(
                "The model's second network is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def start(self) -> Tensors:
        """Nothing heard yet."""
        return self._streamed.start()

    def step(self, state: Tensors, window: FloatArray) -> tuple[Tensors, FloatArray, FloatArray]:
        """Hear one hop, (16, bands); the next state, posteriors (1, labels), embedding (1, n)."""
        after, (_, posteriors, embedding) = self._streamed.step(state, window)
        return after, posteriors[0], embedding[0]


class Joined:
    """An encoder and a second network.

    Parameters
    ----------
    encoder : Encoder
    second : Second
    weights : JointWeights
        The bundle's.
    """

    def __init__(self, encoder: Encoder, second: Second, weights: JointWeights) -> None:
        self._encoder, self._second, self._weights = encoder, second, weights
        self._own = len(encoder.start().tensors)

    def start(self) -> EncoderState:
        """Nothing heard yet."""
        return EncoderState((*self._encoder.start().tensors, *self._second.start()))

    def step(
        self, state: EncoderState, window: FloatArray, end: int
    ) -> tuple[EncoderState, HopResult]:
        """Hear one hop.

        Parameters
        ----------
        state : EncoderState
        window : ndarray, shape (16, bands of both), float32
            The encoder's bands, then the second network's.
        end : int
            Sample index just after the hop.

        Raises
        ------
        ArithmeticError
            A network gave what is no number; its state would give nothing else from then on.
        """
        own = EncoderState(state.tensors[: self._own])
        split = window.shape[1] - self._second.bands
        after, hop = self._encoder.step(own, np.ascontiguousarray(window[:, :split]), end)
        rest, others, embedding = self._second.step(
            state.tensors[self._own :], np.ascontiguousarray(window[:, split:])
        )
        if not np.isfinite(others).all():
            raise ArithmeticError("the second network gave what is no number")
        joint = joined(hop.posteriors, others, self._weights)
        return EncoderState((*after.tensors, *rest)), replace(
            hop, posteriors=joint, embedding=embedding
        )


def joined(ours: FloatArray, theirs: FloatArray, weights: JointWeights) -> FloatArray:
    """Probabilities whose log-odds are those of both, weighed.

    Parameters
    ----------
    ours : ndarray, shape (rows, labels)
    theirs : ndarray, shape (rows, labels) or (1, labels)
    weights : JointWeights
    """
    odds = weights.own * _log_odds(ours) + weights.second * _log_odds(theirs) + weights.offset
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), np.float32)


def _log_odds(posteriors: FloatArray) -> FloatArray:
    clear = np.clip(posteriors, _SUREST, 1.0 - _SUREST)
    return np.asarray(np.log(clear / (1.0 - clear)), np.float32)
