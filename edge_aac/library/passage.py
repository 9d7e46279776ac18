"""What the library keeps of a recording, and what it finds: frozen values. Never does: anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.types import FloatArray

MOST_TAGS = 16
LEAST_SCORE = 0.02
"""A label that is fainter is nobody's answer."""
_SCALE = 127.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A described piece of a recording."""

    start: float
    end: float
    """Where in the recording [s]."""
    text: str
    tags: tuple[tuple[str, float], ...]
    """Labels with their scores, highest first."""
    embedding: bytes = b""
    """What it sounds like: a unit vector in whole numbers, int8; empty where the model has none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was looked for."""

    file: str
    start: float
    end: float
    text: str
    score: float
    """How well it fits, 0..1."""


def packed(embedding: FloatArray | None) -> bytes:
    """An embedding as the library keeps it.

    Parameters
    ----------
    embedding : ndarray, shape (values,), float32, or None
    """
    if embedding is None:
        return b""
    length = float(np.linalg.norm(embedding))
    if not np.isfinite(length) or length == 0.0:
        return b""
    return np.round(embedding / length * _SCALE).astype(np.int8).tobytes()


def kept_tags(tags: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """The labels that are worth keeping."""
    return tuple((label, score) for label, score in tags[:MOST_TAGS] if score >= LEAST_SCORE)
