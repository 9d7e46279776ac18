"""What the tonal network's scores amount to: how sure each pattern is, and at which pitch.

In: scores of one hop, (pitches, patterns). Out: `Patterns`. A pattern counts only at pitches that
its devices have; a name by the lesser of two hops in a row at one pitch, a hint at once.

Never does: thresholds, making events.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge_aac.events.tonal.patterns import PATTERNS, Patterns, TonalPattern
from edge_aac.events.tonal.pitches import Pitches
from edge_aac.types import FloatArray

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


def surest(table: Pitches, before: FloatArray, scores: FloatArray) -> tuple[FloatArray, Patterns]:
    """What scores of all pitches amount to after one more hop.

    Parameters
    ----------
    table : Pitches
    before : ndarray, shape (pitches, patterns), float32
        What the last call gave; zeros before the first.
    scores : ndarray, shape (pitches, patterns), float32, 0..1
        What is not a finite number counts as 0.

    Returns
    -------
    (ndarray, Patterns)
        What the next call takes as `before`, and each pattern at its surest pitch.
    """
    usable = np.where(np.isfinite(scores) & possible(table), scores, np.float32(0.0))
    sure = believed(before, usable)
    best = sure.argmax(axis=0)
    return usable, Patterns(sure[best, np.arange(len(PATTERNS))], table.hertz[best])
