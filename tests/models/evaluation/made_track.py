"""A made-up track: one label's score on one clip, a row a second unless told."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.evaluation.tracks import Track
from models.ground.corpus import Clip


def made_track(
    label: str,
    scores: ArrayLike,
    number: int = 1,
    *,
    group: str | None = None,
    seconds: float = 5.0,
    step: float = 1.0,
) -> Track:
    rows = np.asarray(scores, np.float32)
    clip = Clip(
        path=f"audio/{number}.ogg",
        raw_label=label,
        label=label,
        source="esc50",
        group=group or f"freesound:{number}",
        seconds=seconds,
        licence="CC0",
        use="evaluate",
        split="score",
    )
    return Track(clip, (np.arange(len(rows)) * step).astype(np.float32), rows)
