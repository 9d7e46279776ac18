"""What the tonal network's scores amount to: which pattern sounds now, and at which pitch.

In: scores of one hop, (pitches, patterns). Out: `Tonal` values, usually none. A pattern is believed
only at pitches that its devices have; a name when two hops in a row say so at one pitch, a hint at
once. Vectorised; the thresholds are one table, written by `python -m models.tonal.judge`.

Never does: making events.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.tonal.pitches import Pitches
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
_DISC = (2_760.0, 3_680.0)
_SQUARE = (455.0, 585.0)
_HORN = (328.0, 766.0)
_AT = {
    TonalPattern.HINT: (_DISC, _SQUARE),
    TonalPattern.T3: (_DISC, _SQUARE),
    TonalPattern.T4: (_DISC, _SQUARE),
    TonalPattern.TWO_TONE: (_HORN,),
}
"""Where the devices sound that make a pattern [Hz]."""


@dataclass(frozen=True, slots=True)
class Tonal:
    """A pattern that sounds."""

    pattern: TonalPattern
    hertz: float
    score: float
    """0..1."""


@lru_cache(maxsize=4)
def possible(table: Pitches) -> NDArray[np.bool_]:
    """Which pattern is believed at which pitch, shape (pitches, patterns)."""
    at = [
        np.any([(table.hertz >= low) & (table.hertz <= high) for low, high in _AT[one]], axis=0)
        for one in PATTERNS
    ]
    return np.stack(at, axis=1)


def believed(before: FloatArray, now: FloatArray) -> FloatArray:
    """Scores that count: of a name the lesser of two hops in a row, of a hint the newest.

    Parameters
    ----------
    before, now : ndarray, shape (..., patterns)
    """
    sure = np.minimum(before, now)
    sure[..., _HINT] = now[..., _HINT]
    return sure


_HINT = PATTERNS.index(TonalPattern.HINT)


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """Holds scores against thresholds.

    Parameters
    ----------
    table : Pitches
    thresholds : ndarray, shape (patterns,), 0..1
    """

    table: Pitches
    thresholds: FloatArray

    def start(self) -> FloatArray:
        """The scores of the hop before the first: none."""
        return np.zeros((len(self.table.hertz), len(PATTERNS)), np.float32)

    def step(self, before: FloatArray, scores: FloatArray) -> tuple[FloatArray, tuple[Tonal, ...]]:
        """After one more hop; what was before is what the last call gave.

        Parameters
        ----------
        before, scores : ndarray, shape (pitches, patterns), float32
        """
        usable = np.where(np.isfinite(scores) & possible(self.table), scores, np.float32(0.0))
        sure = believed(before, usable)
        best = sure.argmax(axis=0)
        level = sure[best, np.arange(len(PATTERNS))]
        told = tuple(
            Tonal(PATTERNS[i], float(self.table.hertz[best[i]]), round(float(level[i]), 4))
            for i in np.flatnonzero(level >= self.thresholds).tolist()
        )
        return usable, told
