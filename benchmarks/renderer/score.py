"""A sound that is being put together: a wave, and when the device in it sounds.

In: notes at times. Out: a `Score`. Never does: choosing pitches or times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FloatArray: TypeAlias = NDArray[np.float32]
Wave: TypeAlias = NDArray[np.float64]
Spans: TypeAlias = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """A dry sound."""

    wave: Wave
    """Shape (n,), any level."""
    spans: Spans
    """When it sounds [s], in order."""


def lay(notes: Iterable[tuple[float, Wave]], tail: float = 0.2) -> Score:
    """Put notes, each a start [s] and a wave, one beside or over another."""
    placed = [(round(start * RATE), wave) for start, wave in notes]
    end = max(at + len(wave) for at, wave in placed)
    total = np.zeros(end + int(tail * RATE))
    for at, wave in placed:
        total[at : at + len(wave)] += wave
    spans = tuple((at / RATE, (at + len(wave)) / RATE) for at, wave in placed)
    return Score(total, spans)


def again(rows: Sequence[tuple[float, float]], every: float, times: int) -> Spans:
    """Spans of one round, repeated."""
    return tuple((k * every + a, k * every + b) for k in range(times) for a, b in rows)
