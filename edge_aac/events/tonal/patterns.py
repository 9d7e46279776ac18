"""The patterns in time that tones make, and how sure each is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from edge_aac.types import FloatArray


class TonalPattern(str, Enum):
    """Columns of the network's scores, in order."""

    HINT = "pulses begin"
    """Pulses that may become an alarm's."""
    T3 = "T3"
    """Three pulses of 0.5 s, then 1.5 s of silence (ISO 8201): smoke."""
    T4 = "T4"
    """Four pulses of 0.1 s, then 5 s of silence (UL 2034): carbon monoxide."""
    TWO_TONE = "two-tone"
    """Two horns in turn (DIN 14610): an emergency vehicle."""


PATTERNS = tuple(TonalPattern)


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """How sure each pattern is after a hop."""

    scores: FloatArray
    """Shape (patterns,), float32, 0..1, at the surest pitch."""
    hertz: FloatArray
    """Shape (patterns,), float32: that pitch [Hz]."""


NO_PATTERN = Patterns(np.zeros(len(PATTERNS), np.float32), np.zeros(len(PATTERNS), np.float32))
