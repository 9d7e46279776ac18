"""Hours of sound as one stream through a bundle's encoder, at several speeds.

In: recordings and a bundle. Out: posteriors row by row, and which recording each row is of. The
state of the encoder goes on from one recording to the next, as it does in a day: the past of a
sound is another sound, not silence. Front end and encoder alone: nothing else has a say in a
posterior, and the whole listener would take ten times as long.

Never does: choosing recordings, thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly
from tqdm import tqdm

from edge_aac.encoder.bundle import Bundle
from edge_aac.encoder.encoder import EncoderState
from edge_aac.encoder.joined import StreamingEncoder
from edge_aac.pipeline.encoder_chain import open_encoder_chain
from edge_aac.types import HOP_SAMPLES, FloatArray
from models.ground.corpus import Clip, Corpus

SPEEDS = (Fraction(1), Fraction(12, 11), Fraction(10, 11))
"""A recording that is faster or slower is another machine, another voice, another room."""


@dataclass(frozen=True, slots=True, eq=False)
class Streamed:
    """What the encoder made of a stream."""

    posteriors: FloatArray
    """(rows, labels), float32."""
    clip: NDArray[np.int32]
    """(rows,): the index of the recording that each row ended in."""

    def pieces(self, rows: int) -> Iterator[tuple[int, FloatArray]]:
        """Each recording's posteriors in pieces of at most so many rows, with its index."""
        borders = np.flatnonzero(np.diff(self.clip)) + 1
        for part in np.split(np.arange(len(self.clip)), borders):
            for first in range(0, len(part), rows):
                piece = part[first : first + rows]
                yield int(self.clip[piece[0]]), self.posteriors[piece]


def hop_by_hop(
    encoder: StreamingEncoder, state: EncoderState, windows: Iterable[FloatArray]
) -> tuple[EncoderState, list[FloatArray]]:
    """The state after some hops, and the posteriors of each, (rows, labels)."""
    posteriors = []
    for window in windows:
        state, hearing = encoder.step(state, window, 0)
        posteriors.append(hearing.posteriors)
    return state, posteriors


class Ear:
    """Front end and encoder of a bundle."""

    def __init__(self, bundle: Path, runtime: str = "litert") -> None:
        heard = open_encoder_chain(Bundle.load(bundle), "onnx" if runtime == "onnx" else "litert")
        self._front, self._encoder = heard.front, heard.encoder

    def hear(self, sounds: Iterable[FloatArray]) -> Iterator[FloatArray]:
        """Posteriors of each sound, (rows, labels), one stream from the first to the last.

        A row that two sounds share belongs to the later one.
        """
        for _, posteriors in self.heard(sounds):
            yield posteriors

    def heard(self, sounds: Iterable[FloatArray]) -> Iterator[tuple[FloatArray, FloatArray]]:
        """The same, each sound beside its posteriors."""
        pending, state = self._front.start(), self._encoder.start()
        for samples in sounds:
            pending, windows = self._front.step(pending, samples)
            state, rows = hop_by_hop(self._encoder, state, windows)
            yield samples, np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)


def at_speed(samples: FloatArray, speed: Fraction) -> FloatArray:
    """The same sound, faster and higher by a factor."""
    if speed == 1:
        return samples
    changed = resample_poly(samples, speed.denominator, speed.numerator)
    return np.asarray(changed, np.float32)


def stream(ear: Ear, corpus: Corpus, clips: Sequence[Clip], speed: Fraction, seed: int) -> Streamed:
    """Let an ear hear recordings in a drawn order, one after the other."""
    order = np.random.default_rng([seed, speed.numerator]).permutation(len(clips))
    sounds = (at_speed(corpus.read(clips[i]), speed) for i in order)
    rows, owners = [], []
    doing = f"speed {float(speed):.2f}"
    progress = tqdm(ear.hear(sounds), total=len(order), desc=doing, disable=None)
    for i, heard in zip(order, progress, strict=True):
        if len(heard):
            rows.append(heard)
            owners.append(np.full(len(heard), i, np.int32))
    return Streamed(np.concatenate(rows), np.concatenate(owners))


def alone(ear: Ear, corpus: Corpus, clips: Sequence[Clip]) -> list[FloatArray]:
    """Posteriors of each recording by itself, after a moment of near silence."""
    heard = []
    hush = np.zeros(2 * HOP_SAMPLES, np.float32)
    for clip in tqdm(clips, desc="announced sounds", disable=None):
        # Whole hops, so that its last samples count.
        samples = corpus.read(clip)
        rest = np.zeros(-len(samples) % HOP_SAMPLES, np.float32)
        (rows,) = ear.hear(iter([np.concatenate([hush, samples, rest])]))
        heard.append(rows)
    return heard
