"""libsndfile reads wav, flac, ogg, mp3 and aiff.

In: a path, also one that is no text in any encoding. Out: a `Decoder`. Never does:
judging what the header says.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from edge_aac import native
from edge_aac.audio.file_decoder import DecodingError
from edge_aac.audio.promised_length import promised
from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.types import FloatArray

TOLERATED_FRAMES = 4 * 1_152
"""May be missing in an mp3: what decoder and encoder put before and behind the sound."""


class Libsndfile:
    """An open file.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DecodingError
        libsndfile cannot read it.
    EdgeAacError
        There is no libsndfile.
    """

    def __init__(self, path: Path) -> None:
        soundfile = _library()
        try:
            # As bytes: a name that is no text cannot be encoded.
            self._file: Any = soundfile.SoundFile(os.fsencode(path))
        except (soundfile.SoundFileError, OSError, RuntimeError, TypeError, ValueError):
            raise DecodingError from None
        self._promise = promised(path)
        self._given = 0

    @property
    def rate(self) -> int:
        """Samples per second."""
        return int(self._file.samplerate)

    @property
    def channels(self) -> int:
        """How many."""
        return int(self._file.channels)

    def read(self, frames: int) -> FloatArray:
        """At most so many frames; none at the end; raises `DecodingError`, there as well."""
        try:
            channels = self._file.read(frames, dtype="float32", always_2d=True)
        except (_library().SoundFileError, RuntimeError):
            raise DecodingError from None
        self._given += len(channels)
        if len(channels) == 0:
            if self._given + TOLERATED_FRAMES < self._promise.frames:
                raise DecodingError(unread=True)
            if self._promise.cut:
                raise DecodingError
        return np.asarray(channels, np.float32)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _library() -> Any:
    try:
        return native.soundfile()
    except OSError:
        raise EdgeAacError(Reason(Why.NO_SNDFILE)) from None
