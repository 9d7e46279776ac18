"""How far int8 strays from fp32, on sound that neither was calibrated on.

In: two encoders and log-Mel clips. Out: figures for the manifest, and a
refusal when they fall below the gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.types import HOP_FRAMES, FloatArray, Network

LEAST_COSINE = 0.98
"""Mean cosine of the embeddings under which a bundle is refused."""
MOST_DIFFERENCE = 0.005
"""Mean difference of the posteriors over which it is refused: most are next to nothing."""


@dataclass(frozen=True)
class Fidelity:
    """int8 against fp32."""

    cosine_mean: float
    cosine_min: float
    posterior_difference: float
    """Mean absolute difference of all posteriors."""

    @property
    def faithful(self) -> bool:
        """Whether the gate is passed."""
        return self.cosine_mean >= LEAST_COSINE and self.posterior_difference <= MOST_DIFFERENCE


def compare(
    exact: Network,
    quantised: Network,
    clips: Sequence[FloatArray],
    states: Mapping[str, tuple[int, ...]],
) -> Fidelity:
    """How far two encoders of 64 bands are apart on clips; the parameters are those of `pairs`."""
    cosines: list[FloatArray] = []
    differences: list[float] = []
    for (a, p), (b, q) in pairs(exact, quantised, clips, states):
        size = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
        cosines.append(((a * b).sum(axis=-1) / (size + 1e-9))[size > 1e-6])
        differences.append(float(np.abs(p - q).mean()))
    joined = np.concatenate(cosines)
    return Fidelity(float(joined.mean()), float(joined.min()), float(np.mean(differences)))


def pairs(
    exact: Network,
    quantised: Network,
    clips: Sequence[FloatArray],
    states: Mapping[str, tuple[int, ...]],
) -> Iterator[tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]]:
    """What both encoders make of each clip, hop by hop from silence, as the device does.

    Parameters
    ----------
    exact, quantised : Network
        Of the same inputs and outputs, whatever executes them.
    clips : sequence of ndarray, shape (frames, bands), float32
        What is left of a whole hop is not heard.
    states : mapping
        Names and shapes of the state inputs.
    """
    for clip in clips:
        yield streamed(exact, clip, states), streamed(quantised, clip, states)


def streamed(
    network: Network, clip: FloatArray, states: Mapping[str, tuple[int, ...]]
) -> tuple[FloatArray, ...]:
    """What a network gives of a clip, hop by hop from silence: rows of each output but states."""
    held = [np.zeros(shape, np.float32) for shape in states.values()]
    outputs = len(network.outputs) - len(states)
    rows: list[list[FloatArray]] = []
    for first in range(0, len(clip) - HOP_FRAMES + 1, HOP_FRAMES):
        window = clip[None, first : first + HOP_FRAMES]
        given = network.run({"logmel": window, **dict(zip(states, held, strict=True))})
        arrays = [np.asarray(one, np.float32) for one in given]
        held = arrays[outputs:]
        rows.append([array[0] for array in arrays[:outputs]])
    return tuple(np.concatenate(part) for part in zip(*rows, strict=True))
