"""All recordings of `calibrate` and `score`, heard once for all devices.

In: the corpus, a bench. Out: `Beds`.
"""

from __future__ import annotations

import numpy as np
from tqdm import tqdm

from benchmarks.teach.beds import Beds
from benchmarks.teach.bench import Bench
from edge_aac.taught.likeness import Likeness
from models.ground.corpus import ROOM_RESPONSE, Clip, Corpus


def hear_beds(corpus: Corpus, bench: Bench) -> Beds:
    """Hear all recordings of `calibrate` and `score`."""
    clips = [c for c in corpus.select(None, "calibrate", "score") if c.label != ROOM_RESPONSE]
    heard = bench.each(_bed, clips)
    parts, which = [], []
    kept: list[Clip] = []
    for clip, part in zip(clips, tqdm(heard, total=len(clips), disable=None), strict=True):
        if part is None:
            continue
        parts.append(part)
        which.append(np.full(len(part), len(kept), np.float32))
        kept.append(clip)
    return Beds(Likeness.joined(parts).rows(), np.concatenate(which), tuple(kept))


def _bed(bench: Bench, clip: Clip) -> Likeness | None:
    samples = bench.corpus.read(clip)
    return bench.teacher.likeness(samples) if len(samples) else None
