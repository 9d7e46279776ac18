"""A sound file -> blocks, with bounded memory.

In: wav, flac, ogg or mp3 of any rate and any number of channels; m4a, aac, ac3, mp4, mkv, webm,
avi, ts and the like where ffmpeg is installed. Out: 16 kHz mono. Every fault of a file is one
sentence; a sample that is no number becomes silence.

A damaged file is read as far as it can be, and then reported as damaged: flac up to the
damage, what ffmpeg reads also behind it, one that holds less than it promises up to its end. Where
nothing says how long it was, as in a stream, a file that was cut off ends like any other. Where
even the beginning is missing, it cannot be read as sound.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from edge_aac.audio.containers import HEAD_BYTES, container
from edge_aac.audio.ffmpeg import conversion
from edge_aac.audio.file_decoder import DecodingError, FileDecoder
from edge_aac.audio.file_streams import open_streams
from edge_aac.audio.mono import Mono, channel_index
from edge_aac.audio.pace import paced
from edge_aac.audio.resample import Resampler
from edge_aac.audio.sndfile import Libsndfile
from edge_aac.errors import EdgeAacError
from edge_aac.paths import exists, is_file, is_folder
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import HOP_SAMPLES, Block, FloatArray

LOWEST_RATE = 1_000
HIGHEST_RATE = 768_000
"""A file that claims another rate is damaged, or no sound."""
_CHUNK_SECONDS = 0.25
_CHUNK_VALUES = 1 << 20


class SoundFile:
    """A file as a source.

    Parameters
    ----------
    path : Path
    realtime : bool
        Whether it is played at its own pace.
    channel : int or None
        The one channel to take, counted from 1; None joins them.

    Raises
    ------
    EdgeAacError
        The file is missing, not readable, no sound, empty, or has no such channel.
    """

    live = False

    def __init__(self, path: Path, realtime: bool, channel: int | None = None) -> None:
        self.name = path.name
        self._path = path
        self._realtime = realtime
        self._decoder = _open(path)
        try:
            self._channel = channel_index(channel, self._decoder.channels, str(path))
        except EdgeAacError:
            self.close()
            raise

    def blocks(self) -> Iterator[Block]:
        """The file's blocks, at its own pace where that was asked for.

        Raises
        ------
        EdgeAacError
            The file is damaged further on; the blocks before that have been given.
        """
        blocks = _cut(_stream(self._path, self._decoder, self._channel))
        return paced(blocks) if self._realtime else blocks

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()


def _open(path: Path) -> FileDecoder:
    _check(path)
    decoder = _decoder(path)
    rate = decoder.rate
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        decoder.close()
        raise EdgeAacError(
            f"{path} claims {rate} samples a second, which is no sound: record or copy it again."
        )
    return decoder


def _decoder(path: Path) -> FileDecoder:
    try:
        with path.open("rb") as file:
            kind = container(file.read(HEAD_BYTES))
        return Libsndfile(path) if kind is None else open_streams(path, kind)
    except (DecodingError, OSError):
        raise EdgeAacError(
            Reason.of(Why.FILE_UNREAD, path=str(path), command=conversion(path))
        ) from None


def _check(path: Path) -> None:
    """Refuse what is no file; to open a pipe would wait for whoever writes into it."""
    if not exists(path):
        raise EdgeAacError(Reason.of(Why.FILE_MISSING, path=str(path)))
    if is_folder(path):
        raise EdgeAacError(Reason.of(Why.FILE_FOLDER, path=str(path)))
    if not is_file(path):
        raise EdgeAacError(Reason.of(Why.FILE_SPECIAL, path=str(path)))
    if not os.access(path, os.R_OK):
        raise EdgeAacError(Reason.of(Why.FILE_CLOSED, path=str(path)))


def _stream(path: Path, decoder: FileDecoder, channel: int | None) -> Iterator[FloatArray]:
    """Mono 16 kHz pieces of an open file."""
    joined, resampler = Mono(decoder.rate, channel), Resampler(decoder.rate)
    # Many channels make a chunk shorter, so that it never fills the memory.
    size = max(1, min(int(_CHUNK_SECONDS * decoder.rate), _CHUNK_VALUES // decoder.channels))
    total = 0
    last = False
    while not last:
        try:
            channels = decoder.read(size)
        except DecodingError as error:
            after = total if error.after is None else error.after
            seconds = f"{after / decoder.rate:.1f}"
            why = Why.FILE_PART if error.unread else Why.FILE_DAMAGED
            raise EdgeAacError(
                Reason.of(why, path=str(path), seconds=seconds, command=conversion(path))
            ) from None
        total += len(channels)
        last = len(channels) == 0
        piece = resampler.step(joined.step(channels, last), last)
        if len(piece):
            yield piece
    if total == 0:
        raise EdgeAacError(Reason.of(Why.FILE_EMPTY, path=str(path)))


def _cut(pieces: Iterator[FloatArray]) -> Iterator[Block]:
    start = 0
    for piece in pieces:
        for first in range(0, len(piece), HOP_SAMPLES):
            samples = piece[first : first + HOP_SAMPLES]
            yield Block(samples, start)
            start += len(samples)
