"""How far a trunk for a device strays from fp32, and the gate that it has to pass.

In: two networks of the trunk and log-Mel clips. Out: figures, and whether they are within the
gate. Never does: quantisation (`int8`, `tflite`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray, Network
from quantize import fidelity
from quantize.fidelity import LEAST_COSINE, MOST_DIFFERENCE

NOTHING = 1e-6
"""A row that is no longer than this has no direction."""


@dataclass(frozen=True)
class Fidelity:
    """A quantised encoder against fp32."""

    evidence_mean: float
    """Cosine of the rows that the decoder remembers."""
    evidence_min: float
    embedding_mean: float
    """Cosine of the embeddings."""
    embedding_min: float
    posterior_difference: float
    """Mean absolute difference of all posteriors."""

    @property
    def faithful(self) -> bool:
        """Whether the gate is passed."""
        return (
            min(self.evidence_mean, self.embedding_mean) >= LEAST_COSINE
            and self.posterior_difference <= MOST_DIFFERENCE
        )


def compare(
    exact: Network,
    quantised: Network,
    clips: Sequence[FloatArray],
    states: Mapping[str, tuple[int, ...]],
) -> Fidelity:
    """How far two encoders of 105 bands are apart; the parameters are those of `fidelity.pairs`."""
    cosines: tuple[list[FloatArray], list[FloatArray]] = ([], [])
    differences: list[float] = []
    for pair in fidelity.pairs(exact, quantised, clips, states):
        ours, theirs = (EncoderOutputs(*outputs) for outputs in pair)
        cosines[0].append(_cosine(ours.evidence, theirs.evidence))
        cosines[1].append(_cosine(ours.embedding, theirs.embedding))
        differences.append(float(np.abs(ours.posteriors - theirs.posteriors).mean()))
    evidence, embedding = (np.concatenate(part) for part in cosines)
    return Fidelity(
        float(evidence.mean()),
        float(evidence.min()),
        float(embedding.mean()),
        float(embedding.min()),
        float(np.mean(differences)),
    )


@dataclass(frozen=True, eq=False)
class EncoderOutputs:
    """What an encoder gave of a clip, a row a hop."""

    evidence: FloatArray
    posteriors: FloatArray
    embedding: FloatArray


def streamed(
    network: Network, clip: FloatArray, states: Mapping[str, tuple[int, ...]]
) -> EncoderOutputs:
    """Let an encoder hear a clip, hop by hop from silence."""
    return EncoderOutputs(*fidelity.streamed(network, clip, states))


def _cosine(a: FloatArray, b: FloatArray) -> FloatArray:
    """Cosine of each row that has a direction."""
    size = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    cosine: FloatArray = ((a * b).sum(axis=-1) / (size + NOTHING))[size > NOTHING]
    return cosine
