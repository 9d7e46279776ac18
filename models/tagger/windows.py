"""What the tagger makes of the sound just heard, every 0.32 s.

In: scaled log-Mel of clips of one length. Out: embedding and logits of the last 1.6 s at
each third of a second (of less, where less has sounded). The first layers know a tenth of a
second alone, so they run once over the clip; the deep ones run on each window by itself.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.tagger.network import Tagger
from models.tagger.plan import BANDS

EARLY_BLOCKS = 3
FRAMES_PER_COLUMN = 4
"""Frames of 10 ms under a column of what the early blocks give."""
HOP_COLUMNS = 8
WINDOW_COLUMNS = 40


@torch.no_grad()
def tag_windows(tagger: Tagger, frames: Tensor) -> tuple[Tensor, Tensor]:
    """Embeddings and logits of windows.

    Parameters
    ----------
    tagger : Tagger
    frames : Tensor, shape (clips, frames, 128)
        Scaled log-Mel.

    Returns
    -------
    (Tensor, Tensor), shapes (clips, windows, 384) and (clips, windows, 527)
        Window k ends 0.32 * (k + 1) s after the start.
    """
    assert frames.shape[2] == BANDS
    early = tagger.early(frames.transpose(1, 2).unsqueeze(1), EARLY_BLOCKS)
    ends = range(HOP_COLUMNS, early.shape[3] + 1, HOP_COLUMNS)
    heard = [
        tagger.late(early[:, :, :, max(0, end - WINDOW_COLUMNS) : end], EARLY_BLOCKS)
        for end in ends
    ]
    embeddings, logits = zip(*heard, strict=True)
    return torch.stack(embeddings, dim=1), torch.stack(logits, dim=1)
