"""What a hop is like: the row by which taught sounds are known again.

In: the second network's embedding and the narrow-band spectrum of one hop after the other. Out: a
`Likeness` of each: the embedding, quickened and projected, and the tones that stand out.

The embedding is a mean over the past that fades within 0.64 s, so a short bell would drown in what
was before. What a hop adds to it is known from two values that follow each other, and is averaged
anew over a third of the time.

Never does: deciding what is alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from edge_aac.taught.tones import BINS, Bytes, peaks, spread
from edge_aac.types import FloatArray

WEIGHT = 0.22119921692859512
"""Of a new hop in the network's embedding: 1 - exp(-0.16 / 0.64)."""
QUICK = 0.45
"""Of a new hop in ours; chosen on recordings of the splits train and calibrate."""
TONES = 8.0
"""Weight of the tones beside the embedding, whose length is that of `PROJECTED` values of 1."""
PROJECTED = 128
"""Values of the embedding that are kept: those in which sounds differ most."""
WIDTH = PROJECTED + BINS
"""Values of a row."""


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """How an embedding becomes a row."""

    mean: FloatArray
    """Shape (values,)."""
    axes: FloatArray
    """Shape (values, PROJECTED)."""

    def __call__(self, embeddings: FloatArray) -> FloatArray:
        """Rows of length sqrt(PROJECTED), shape (n, PROJECTED), float32."""
        rows = (embeddings - self.mean) @ self.axes
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        return np.asarray(rows * (np.sqrt(PROJECTED) / np.maximum(lengths, 1e-6)), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What is remembered between hops, each (values,)."""

    before: FloatArray
    """The embedding of the hop before."""
    quick: FloatArray
    """The quickened mean."""

    @staticmethod
    def nothing(values: int) -> Past:
        """Nothing heard yet."""
        zero = np.zeros(values, np.float32)
        return Past(zero, zero)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """What some hops are like, as few bytes as tell it."""

    embedded: FloatArray
    """Shape (n, PROJECTED)."""
    bins: Bytes
    strengths: Bytes
    """The tones, each (n, PEAKS)."""

    def rows(self) -> FloatArray:
        """To be compared, shape (n, WIDTH), float32."""
        tones = spread(self.bins, self.strengths) * np.float32(TONES)
        return np.concatenate([self.embedded, tones], axis=1, dtype=np.float32)

    def __len__(self) -> int:
        return len(self.embedded)

    def __getitem__(self, which: slice) -> Likeness:
        return Likeness(self.embedded[which], self.bins[which], self.strengths[which])

    @staticmethod
    def joined(parts: list[Likeness]) -> Likeness:
        """One after the other; at least one."""
        return Likeness(
            np.concatenate([one.embedded for one in parts]),
            np.concatenate([one.bins for one in parts]),
            np.concatenate([one.strengths for one in parts]),
        )


def quickened(past: Past, embedding: FloatArray) -> Past:
    """After one more hop's embedding, shape (values,)."""
    # A sum is finite where all are, and costs less than asking each.
    usable = math.isfinite(float(np.add.reduce(embedding)))
    here = embedding if usable else np.nan_to_num(embedding)
    added = (here - np.float32(1.0 - WEIGHT) * past.before) * np.float32(1.0 / WEIGHT)
    quick = past.quick + np.float32(QUICK) * (added - past.quick)
    return Past(here, quick)


def likeness(
    projection: Projection, past: Past, embedding: FloatArray, spectrum: FloatArray
) -> tuple[Past, Likeness]:
    """What one hop is like.

    Parameters
    ----------
    projection : Projection
    past : Past
    embedding : ndarray, shape (1, values), float32
    spectrum : ndarray, shape (8, BINS), float32
        Natural log power, one row per 20 ms.
    """
    past = quickened(past, embedding[0])
    bins, strengths = peaks(spectrum.mean(axis=0, keepdims=True, dtype=np.float32))
    return past, Likeness(projection(past.quick[None]), bins, strengths)
