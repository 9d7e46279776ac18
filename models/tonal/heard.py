"""What a trained tonal network makes of a whole sound.

In: a checkpoint, a spectrum. Out: for each hop how sure each pattern is at its surest possible
pitch, as `edge_aac.events.tonal.pattern_scores` counts it. The same figures as hop by hop.
Never does: thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from edge_aac.events.tonal.pattern_scores import believed
from edge_aac.events.tonal.patterns import PATTERNS
from edge_aac.events.tonal.pitch_salience import hops
from edge_aac.features.narrowband import COLUMNS
from edge_aac.types import FloatArray
from models.tonal.front import POSSIBLE, features, limited
from models.tonal.network import TonalNet, load

CHECKPOINT, THRESHOLDS, WEIGHTS = "last.pt", "thresholds.json", "weights.json"
"""What a run's folder holds: `models.tonal.train`, `judge` and `combine` write them."""
_PIECE = 400
"""Hops that are heard at a time."""
UNTRAINED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Scores of a sound."""

    level: FloatArray
    """(hops, patterns): what counts of the surest pitch's scores."""
    pitch: NDArray[np.intp]
    """(hops, patterns): which pitch that is."""
    memory: Tensor | None
    """Of the network after it, for what comes next."""


def load_ear(run: Path) -> tuple[TonalNet, FloatArray]:
    """A run's network and thresholds."""
    chosen = run / THRESHOLDS
    saved = json.loads(chosen.read_text()) if chosen.exists() else {}
    return load(run / CHECKPOINT), np.array(
        [saved.get(one.value, UNTRAINED) for one in PATTERNS], np.float32
    )


@torch.no_grad()
def scores(
    net: TonalNet,
    spectrum: FloatArray,
    covered: NDArray[np.bool_] | None = None,
    state: Tensor | None = None,
) -> Iterator[tuple[int, FloatArray, FloatArray, Tensor]]:
    """Pieces of a sound: first hop, features (hops, pitches, inputs), scores (hops, pitches, 4).

    And the memory after it; `state` is that before the first.
    """
    count = len(spectrum) // COLUMNS
    spectrum = limited(spectrum)
    own = np.zeros(count, bool) if covered is None else covered
    for first in range(0, count, _PIECE):
        last = min(count, first + _PIECE)
        shown = hops(
            features(
                spectrum[first * COLUMNS : last * COLUMNS], np.repeat(own[first:last], COLUMNS)
            )
        )
        # As the lessons hold them.
        shown = np.asarray(np.round(shown * 255.0) / 255.0, np.float32)
        logits, state = net(torch.from_numpy(shown).transpose(0, 1), state)
        yield first, shown, logits.sigmoid().transpose(0, 1).numpy(), state


def hear_all(
    net: TonalNet,
    spectrum: FloatArray,
    covered: NDArray[np.bool_] | None = None,
    memory: Tensor | None = None,
) -> Heard:
    """All of a sound, shape (n, BINS), after what is remembered of sounds before."""
    before = np.zeros((1, *POSSIBLE.shape), np.float32)
    level, pitch = [], []
    for _, _, found, after in scores(net, spectrum, covered, memory):
        memory = after
        usable = np.where(POSSIBLE, found, np.float32(0.0))
        sure = believed(np.concatenate([before, usable[:-1]]), usable)
        before = usable[-1:]
        level.append(sure.max(axis=1))
        pitch.append(sure.argmax(axis=1))
    return Heard(np.concatenate(level), np.concatenate(pitch), memory)
