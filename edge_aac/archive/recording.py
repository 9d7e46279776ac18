"""A recording, in the pieces that are described.

In: a file. Out: all of it, or ten seconds after ten seconds, with bounded memory.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_aac.archive.found_recordings import STANDARD_INPUT
from edge_aac.audio.source import Source
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
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


def pieces(name: str, channel: int | None = None) -> Generator[Piece, None, None]:
    """What is to be described of a recording, or of one channel of it, counted from 1.

    Raises
    ------
    FileError
        The file is missing, no sound file, empty or damaged; what could be read of a
        damaged one has been given.
    """
    heard = False
    faults: list[EdgeAacError] = []
    for piece in cut(block.samples for block in readable(name, faults, channel)):
        heard = True
        yield piece
    if faults:
        raise FileError(faults[0].reason or str(faults[0])) from None
    if not heard:
        raise FileError(Reason.of(Why.FILE_EMPTY, path=name))


def whole(name: str, channel: int | None = None) -> FloatArray:
    """The samples of a recording, of one that is longer the first half minute.

    Raises
    ------
    FileError
        As `pieces` does.
    """
    samples: list[FloatArray] = []
    with closing(pieces(name, channel)) as found:
        for piece in found:
            samples.append(piece.samples)
            if sum(map(len, samples)) >= WHOLE_SAMPLES:
                break
    return np.concatenate(samples)[:WHOLE_SAMPLES]


def passage_samples(name: str, start: float, end: float, channel: int | None = None) -> FloatArray:
    """The samples of a part of a recording, of a long part the first half minute.

    Parameters
    ----------
    name : str
    start, end : float
        Where it lies [s].
    channel : int or None

    Raises
    ------
    FileError
        It cannot be read up to there, or ends before.
    """
    first = round(start * SAMPLE_RATE)
    last = min(round(end * SAMPLE_RATE), first + WHOLE_SAMPLES)
    faults: list[EdgeAacError] = []
    held: list[FloatArray] = []
    with closing(readable(name, faults, channel)) as blocks:
        for block in blocks:
            if block.start >= last:
                break
            held.append(block.samples[max(0, first - block.start) : last - block.start])
    samples = np.concatenate(held) if held else np.zeros(0, np.float32)
    if len(samples) == 0:
        if faults:
            raise FileError(faults[0].reason or str(faults[0]))
        raise FileError(Reason.of(Why.FILE_SHORTER, path=name))
    return samples


def readable(
    name: str, faults: list[EdgeAacError], channel: int | None = None
) -> Generator[Block, None, None]:
    """A recording's blocks, or those of raw sound from standard input, up to the end or a damage.

    Parameters
    ----------
    name : str
    faults : list of EdgeAacError
        What is wrong with it is added here, so that what could be read is worked off first.
    channel : int or None
    """
    try:
        with closing(_source(name, channel)) as source:
            yield from source.blocks()
    except EdgeAacError as error:
        faults.append(error)


def _source(name: str, channel: int | None) -> Source:
    if not name:
        raise FileError(Reason.of(Why.FILE_UNNAMED))
    if name == STANDARD_INPUT:
        from edge_aac.audio.stdin import StandardInput

        return StandardInput()
    from edge_aac.audio.sound_file import SoundFile

    return SoundFile(Path(name), realtime=False, channel=channel)


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
