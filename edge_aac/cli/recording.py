"""A recording, in the pieces that are described.

In: a file. Out: all of it, or ten seconds after ten seconds, with bounded memory.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.types import SAMPLE_RATE, Block, FloatArray

WHOLE_SAMPLES = 30 * SAMPLE_RATE
SEGMENT_SAMPLES = 10 * SAMPLE_RATE
LEAST_TAIL_SAMPLES = SAMPLE_RATE


class FileError(EdgeAacError):
    """One file cannot be described; others may."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What is described at once."""

    start: int
    """Its first sample."""
    samples: FloatArray
    """Shape (n,), float32, mono at 16 kHz."""
    whole: bool
    """Whether it is all of the recording."""

    @property
    def seconds(self) -> tuple[float, float]:
        """Where it begins and ends [s]."""
        return self.start / SAMPLE_RATE, (self.start + len(self.samples)) / SAMPLE_RATE


def pieces(path: Path, channel: int | None = None) -> Generator[Piece, None, None]:
    """What is to be described of a file, or of one channel of it, counted from 1.

    Raises
    ------
    FileError
        The file is missing, no sound file, empty or damaged; what could be read of a
        damaged one has been given.
    """
    from edge_aac.audio.sound_file import SoundFile

    heard = False
    faults: list[EdgeAacError] = []
    try:
        with closing(SoundFile(path, realtime=False, channel=channel)) as sound:
            for piece in cut(_readable(sound.blocks(), faults)):
                heard = True
                yield piece
    except EdgeAacError as error:
        faults.append(error)
    if faults:
        raise FileError(str(faults[0])) from None
    if not heard:
        raise FileError(f"{path} holds no sound: record it again.")


def whole(path: Path, channel: int | None = None) -> FloatArray:
    """The samples of a recording, of one that is longer the first half minute.

    Raises
    ------
    FileError
        As `pieces` does.
    """
    samples: list[FloatArray] = []
    with closing(pieces(path, channel)) as found:
        for piece in found:
            samples.append(piece.samples)
            if sum(map(len, samples)) >= WHOLE_SAMPLES:
                break
    return np.concatenate(samples)[:WHOLE_SAMPLES]


def _readable(blocks: Iterable[Block], faults: list[EdgeAacError]) -> Iterator[FloatArray]:
    """Samples up to the end or a damage, which is added to the faults."""
    try:
        for block in blocks:
            yield block.samples
    except EdgeAacError as error:
        faults.append(error)


def cut(blocks: Iterable[FloatArray]) -> Iterator[Piece]:
    """All of it up to 30 s, else 10 s pieces with no tail under 1 s."""
    held: list[FloatArray] = []
    count = start = 0
    long = False
    for block in blocks:
        held.append(block)
        count += len(block)
        long = long or count > WHOLE_SAMPLES
        while long and count >= SEGMENT_SAMPLES:
            samples = np.concatenate(held)
            yield Piece(start, samples[:SEGMENT_SAMPLES], whole=False)
            held = [samples[SEGMENT_SAMPLES:]]
            count -= SEGMENT_SAMPLES
            start += SEGMENT_SAMPLES
    if count >= (LEAST_TAIL_SAMPLES if long else 1):
        yield Piece(start, np.concatenate(held), whole=not long)
