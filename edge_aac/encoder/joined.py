"""Two networks that hear the same: their posteriors joined.

In: 16 frames of both networks' bands, and the states that the hop before left. Out: the encoder's
`Hearing`, its posteriors joined with those of the second network: the log-odds of both, weighed and
added. They learnt differently, so that what one takes for a dog the other seldom does.

Never does: touching the embeddings, which the caption decoder learnt from the encoder alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from edge_aac.encoder.encoder import Encoder, EncoderState
from edge_aac.encoder.manifest import SECOND_OUTPUTS, JointWeights, SecondEntry
from edge_aac.errors import EdgeAacError
from edge_aac.types import FREE, HOP_FRAMES, FloatArray, Hearing, Network

_SUREST = 1e-6
"""No network is surer than this, or less sure: so that neither outvotes the other for good."""


class StreamingEncoder(Protocol):
    """What hears hop by hop: an encoder, or two networks joined."""

    def start(self) -> EncoderState:
        """Nothing heard yet."""

    def step(
        self, state: EncoderState, window: FloatArray, end: int
    ) -> tuple[EncoderState, Hearing]:
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
        self._network, self._names = network, tuple(entry.states)
        self._shapes = tuple(entry.states.values())
        self.bands = self._network.inputs.get("logmel", (0,))[-1]
        """Of its log-Mel."""
        if not self._fits(entry, labels):
            raise EdgeAacError(
                "The model's second network is not what its manifest says: "
                "install edge-aac again, or name another model's folder with --model."
            )

    def start(self) -> tuple[FloatArray, ...]:
        """Nothing heard yet."""
        return tuple(np.zeros(shape, np.float32) for shape in self._shapes)

    def step(
        self, state: Sequence[FloatArray], window: FloatArray
    ) -> tuple[tuple[FloatArray, ...], FloatArray]:
        """Hear one hop, (16, bands); the next state, and posteriors (1, labels)."""
        found = self._run(state, window)
        return tuple(found[len(SECOND_OUTPUTS) :]), found[SECOND_OUTPUTS.index("posteriors")][0]

    def _run(self, state: Sequence[FloatArray], window: FloatArray) -> list[FloatArray]:
        feeds = dict(zip(self._names, state, strict=True))
        # The network's outputs are float32; _fits has seen them.
        return self._network.run({"logmel": window[None], **feeds})  # type: ignore[return-value]

    def _fits(self, entry: SecondEntry, labels: int) -> bool:
        bands = self._network.inputs.get("logmel", ())
        inputs = {"logmel": bands, **dict(zip(self._names, self._shapes, strict=True))}
        if (
            dict(self._network.inputs) != inputs
            or list(self._network.outputs) != [*SECOND_OUTPUTS, *entry.following]
            or len(bands) != 3
            or bands[1] not in (FREE, HOP_FRAMES)
            or bands[2] < 1
        ):
            return False
        found = self._run(self.start(), np.zeros((HOP_FRAMES, bands[2]), np.float32))
        shapes = [one.shape for one in found]
        return (
            shapes[1] == (1, 1, labels)
            and tuple(shapes[len(SECOND_OUTPUTS) :]) == self._shapes
            and all(one.dtype == np.float32 for one in found)
        )


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
    ) -> tuple[EncoderState, Hearing]:
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
        after, hearing = self._encoder.step(own, np.ascontiguousarray(window[:, :split]), end)
        rest, others = self._second.step(
            state.tensors[self._own :], np.ascontiguousarray(window[:, split:])
        )
        if not np.isfinite(others).all():
            raise ArithmeticError("the second network gave what is no number")
        joint = joined(hearing.posteriors, others, self._weights)
        return EncoderState((*after.tensors, *rest)), replace(hearing, posteriors=joint)


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
