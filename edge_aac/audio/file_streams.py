"""All sound streams of a file that ffmpeg reads, joined as the channels of one.

In: a path and what the file is. Out: a `FileDecoder`. A film may have a stream for each language, a
recorder one for each microphone; what is in one of them alone must not be missed. Each stream is
read by a process of its own, at the rate of the first; the shorter ones end in silence. Never
does: shifting one stream against another.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge_aac.audio.containers import Container
from edge_aac.audio.ffmpeg import Ffmpeg, NoStream
from edge_aac.audio.file_decoder import DecodingError, FileDecoder
from edge_aac.types import FloatArray

MOST_STREAMS = 8
"""What a file has beyond these is not listened to: it bounds processes and work."""


def open_streams(path: Path, kind: Container) -> FileDecoder:
    """Open a file with all its streams.

    Raises
    ------
    EdgeAacError
        ffmpeg is not installed, does not start, hangs, or finds no sound in the file.
    """
    opened = [Ffmpeg(path, kind)]
    try:
        while len(opened) < MOST_STREAMS:
            opened.append(Ffmpeg(path, kind, stream=len(opened), rate=opened[0].rate))
    except NoStream:
        pass
    except BaseException:
        for one in opened:
            one.close()
        raise
    return opened[0] if len(opened) == 1 else Streams(opened)


class Streams:
    """Several open streams of one rate.

    Parameters
    ----------
    decoders : sequence of FileDecoder
        At least one.
    """

    def __init__(self, decoders: Sequence[FileDecoder]) -> None:
        self._decoders = decoders
        self._given = 0
        self._damaged: int | None = None

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._decoders[0].rate

    @property
    def channels(self) -> int:
        """How many, of all streams together."""
        return sum(one.channels for one in self._decoders)

    def read(self, frames: int) -> FloatArray:
        """At most so many frames; none at the end; `DecodingError` reports damage."""
        parts = [self._part(one, frames) for one in self._decoders]
        longest = max(len(part) for part in parts)
        if longest == 0 and self._damaged is not None:
            raise DecodingError(self._damaged)
        self._given += longest
        missing = (((0, longest - len(part)), (0, 0)) for part in parts)
        return np.concatenate(
            [np.pad(part, width) for part, width in zip(parts, missing, strict=True)], axis=1
        )

    def close(self) -> None:
        """Let go of the file; twice is once."""
        for one in self._decoders:
            one.close()

    def _part(self, decoder: FileDecoder, frames: int) -> FloatArray:
        """What one stream has next; nothing after its end."""
        try:
            return decoder.read(frames)
        except DecodingError as error:
            after = self._given if error.after is None else error.after
            self._damaged = after if self._damaged is None else min(self._damaged, after)
            return np.zeros((0, decoder.channels), np.float32)
