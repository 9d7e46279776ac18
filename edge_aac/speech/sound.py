"""A piece of sound to play."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Something to play."""

    samples: FloatArray
    """Mono, shape (n,), float32."""
    rate: int
    """Samples per second."""


SILENCE = Sound(np.zeros(0, np.float32), 22_050)
"""What there is to play of a text without words."""
