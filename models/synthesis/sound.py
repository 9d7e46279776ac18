"""The values that a family of sounds gives back.

In: nothing. Out: `Sound` (what a family renders) and `Rendered` (what the caller gets).
Never does: rendering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edge_aac.types import FloatArray

Wave: TypeAlias = NDArray[np.float64]
"""Samples inside the synthesiser, before they are made float32."""

Spans: TypeAlias = tuple[tuple[float, float], ...]
"""(start, end) pairs in seconds, in order."""


@dataclass(frozen=True, eq=False)
class Sound:
    """A family's work, at any level."""

    wave: Wave
    active: Spans
    count: int | None = None


@dataclass(frozen=True, eq=False)
class Rendered:
    """A synthesised sound with what is known about it."""

    samples: FloatArray
    """Mono, 16 kHz, shape (n,), float32, peak at most 1."""
    label: str
    """Canonical label of the taxonomy."""
    active: Spans
    """When it sounds [s], inside the samples."""
    count: int | None
    """Countable strikes, rings or beeps heard; None where counting makes no sense."""
