"""Made-up clips, and what a bundle or the baseline might have made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from edge_aac.taxonomy import load_taxonomy
from models.ground.corpus import Clip
from models.listening.clips import ClipResult

MakeClip = Callable[..., Clip]
MakeHeard = Callable[..., ClipResult]


def clip(label: str, number: int = 1, group: str | None = None, use: str = "train") -> Clip:
    recording = group or f"freesound:{number}"
    return Clip(f"audio/{number}.ogg", label, label, "esc50", recording, 5.0, "CC0", use, "fold4")


@pytest.fixture(scope="session")
def make_clip() -> MakeClip:
    return clip


@pytest.fixture(scope="session")
def make_heard() -> MakeHeard:
    """A clip of `rows` rows in which labels have a posterior from a row on."""
    taxonomy = load_taxonomy()

    def make(
        of: Clip,
        levels: Mapping[str, float],
        rows: int = 62,
        since: Mapping[str, int] | None = None,
    ) -> ClipResult:
        table = np.zeros((rows, len(taxonomy.labels)), np.float32)
        for label, level in levels.items():
            table[(since or {}).get(label, 0) :, taxonomy.index(label)] = level
        return ClipResult(of, table, "")

    return make
