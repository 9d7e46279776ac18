"""What is heard: recordings of `score`, rendered alarms, doorbells and sirens between them.

    python -m benchmarks.soak.sound [DATA]      writes it to standard output, without end

In: the data's folder. Out: pieces without end, and how they are written. Never does: playing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.renderer.rendered import CONFUSERS, STANDARD, render
from edge_aac.types import FloatArray
from models.ground.corpus import load_corpus
from models.ground.desk import at_desk
from models.ground.sorted_sounds import sorted_sounds

SEED = 20261130
_RENDERED = 0.15
"""Part of the pieces that are rendered: alarms, and what is mistaken for them."""
_FLOOR = 1e-4
"""Of a microphone's own noise, root of the mean square: none gives zeros, as a file may."""


def pieces(data: Path | None) -> Iterator[FloatArray]:
    """Recordings and rendered sounds, without end; shape (n,), float32, at 16 kHz."""
    corpus = load_corpus(data)
    sounds = sorted_sounds(corpus.select(None, "score"))
    rng = np.random.default_rng(SEED)
    kinds = [*STANDARD, *CONFUSERS]
    while True:
        for i in rng.permutation(len(sounds.quiet)):
            gain = np.float32(10 ** rng.uniform(-1.5, 0.3))
            yield corpus.read(sounds.quiet[i]) * gain
            if rng.random() < _RENDERED:
                kind = kinds[int(rng.integers(len(kinds)))]
                yield render(kind, int(rng.integers(100_000, 200_000))).samples * gain


def raw(samples: FloatArray) -> bytes:
    """16 bits a sample, as `--input -` takes them."""
    return np.asarray(np.clip(samples, -1.0, 1.0) * 32767.0, "<i2").tobytes()


def main() -> None:
    """Write it as a microphone hears it, until nobody reads."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    rng = np.random.default_rng(SEED)
    for piece in pieces(data):
        floor = _FLOOR * rng.standard_normal(len(piece))
        sys.stdout.buffer.write(raw(piece + floor.astype(np.float32)))


if __name__ == "__main__":
    at_desk(main)
