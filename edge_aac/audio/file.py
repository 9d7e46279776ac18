"""A sound file -> blocks, with bounded memory; or all of it at once.

In: wav, flac, ogg or mp3 of any rate and any number of channels. Out: 16 kHz mono.
Every fault of a file is one sentence; a sample that is no number becomes silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from edge_aac.audio.pace import paced
from edge_aac.audio.resample import Resampler
from edge_aac.errors import EdgeAacError
from edge_aac.types import HOP_SAMPLES, Block, FloatArray

MOST_SECONDS = 4 * 3600
"""A clip that is read at once is refused beyond this: it would fill the memory."""
_CHUNK_SECONDS = 0.25


class SoundFile:
    """A file as a source."""

    live = False

    def __init__(self, path: Path, realtime: bool) -> None:
        self.name = path.name
        self._path = path
        self._realtime = realtime
        self._file = _open(path)

    def blocks(self) -> Iterator[Block]:
        """The file's blocks, at its own pace where that was asked for."""
        blocks = _cut(_stream(self._path, self._file))
        return paced(blocks) if self._realtime else blocks

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_clip(path: Path) -> FloatArray:
    """All samples of a file.

    Returns
    -------
    ndarray, shape (n,), float32
        Mono at 16 kHz.

    Raises
    ------
    EdgeAacError
        The file is missing, no sound file, damaged, empty or longer than four hours.
    """
    with _open(path) as file:
        if file.frames > MOST_SECONDS * file.samplerate:
            raise EdgeAacError(
                f"{path} is longer than four hours: use `edge-aac listen --input` for it."
            )
        return np.concatenate(list(_stream(path, file)))


def _open(path: Path) -> Any:
    import soundfile

    if path.is_dir():
        raise EdgeAacError(f"{path} is a folder: name a sound file in it.")
    if not path.exists():
        raise EdgeAacError(f"{path} does not exist: check the name.")
    try:
        file = soundfile.SoundFile(str(path))
    except (soundfile.SoundFileError, OSError, RuntimeError, TypeError):
        raise EdgeAacError(
            f"{path} cannot be read as sound: give a wav, flac, ogg or mp3 file."
        ) from None
    if file.frames == 0:
        file.close()
        raise EdgeAacError(f"{path} holds no sound: record it again.")
    return file


def _stream(path: Path, file: Any) -> Iterator[FloatArray]:
    """Mono 16 kHz pieces of an open file."""
    import soundfile

    resampler = Resampler(file.samplerate)
    size = max(1, int(_CHUNK_SECONDS * file.samplerate))
    total = 0
    while True:
        try:
            channels = file.read(size, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError):
            raise EdgeAacError(
                f"{path} is damaged after {total / file.samplerate:.1f} s: record or copy it again."
            ) from None
        total += len(channels)
        mono = np.nan_to_num(channels.mean(axis=1), nan=0.0, posinf=0.0, neginf=0.0)
        last = len(channels) < size
        piece = resampler.step(np.clip(mono, -8.0, 8.0).astype(np.float32), last=last)
        if len(piece):
            yield piece
        if last:
            break
    if total == 0:
        raise EdgeAacError(f"{path} holds no sound: record it again.")


def _cut(pieces: Iterator[FloatArray]) -> Iterator[Block]:
    start = 0
    for piece in pieces:
        for first in range(0, len(piece), HOP_SAMPLES):
            samples = piece[first : first + HOP_SAMPLES]
            yield Block(samples, start)
            start += len(samples)
