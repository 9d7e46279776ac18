"""What the tagger makes of whole recordings: an embedding and 527 logits each.

In: clips of a corpus. Out: arrays, one row a clip. Never does: windows (see `windows`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from tqdm import tqdm

from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import Clip, Corpus
from models.tagger.front import log_mel, scaled
from models.tagger.network import Tagger

LONGEST_SECONDS = 10
"""The tagger was trained on ten seconds; a longer recording is cut into so many."""
SHORTEST_SAMPLES = SAMPLE_RATE // 2


@torch.no_grad()
def tag_clips(
    tagger: Tagger, corpus: Corpus, clips: Sequence[Clip]
) -> tuple[FloatArray, FloatArray]:
    """Embeddings (n, 384) and logits (n, 527): means over the pieces of ten seconds."""
    embeddings, logits = [], []
    for clip in tqdm(clips, desc="tagging", disable=None):
        samples = corpus.read(clip)
        length = LONGEST_SECONDS * SAMPLE_RATE
        pieces = [samples[i : i + length] for i in range(0, len(samples), length)]
        if len(pieces) > 1 and len(pieces[-1]) < SAMPLE_RATE:
            pieces.pop()
        heard = [_tag(tagger, piece) for piece in pieces]
        embeddings.append(np.mean([embedding for embedding, _ in heard], axis=0))
        logits.append(np.mean([logit for _, logit in heard], axis=0))
    return np.stack(embeddings), np.stack(logits)


def _tag(tagger: Tagger, samples: FloatArray) -> tuple[FloatArray, FloatArray]:
    if len(samples) < SHORTEST_SAMPLES:
        samples = np.pad(samples, (0, SHORTEST_SAMPLES - len(samples)))
    frames = torch.from_numpy(scaled(log_mel(samples, "centred")).T.copy())
    embedding, logits = tagger(frames[None, None])
    return embedding[0].numpy(), logits[0].numpy()
