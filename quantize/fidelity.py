"""How far int8 strays from fp32, on sound that neither was calibrated on.

In: two encoder models and log-Mel clips. Out: figures for the manifest, and a
refusal when they fall below the gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime

from edge_aac.types import FloatArray

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
    exact: bytes,
    quantised: bytes,
    clips: Sequence[FloatArray],
    states: dict[str, tuple[int, ...]],
) -> Fidelity:
    """Run both encoders over clips, shape (frames, 64) each, from zero states."""
    zeros = {name: np.zeros(shape, np.float32) for name, shape in states.items()}
    sessions = [
        onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        for model in (exact, quantised)
    ]
    cosines: list[FloatArray] = []
    differences: list[float] = []
    for clip in clips:
        a, b = (
            s.run(["embeddings", "posteriors"], {"logmel": clip[None], **zeros}) for s in sessions
        )
        dot = (a[0] * b[0]).sum(axis=-1)
        size = np.linalg.norm(a[0], axis=-1) * np.linalg.norm(b[0], axis=-1)
        cosines.append((dot / (size + 1e-9)).ravel()[size.ravel() > 1e-6])
        differences.append(float(np.abs(a[1] - b[1]).mean()))
    joined = np.concatenate(cosines)
    return Fidelity(float(joined.mean()), float(joined.min()), float(np.mean(differences)))
