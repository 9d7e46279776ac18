"""Captioned clips -> windows of sound of at most 10 s.

In: clips whose files are wav, flac, ogg or mp3 of any rate and number of channels. Out:
16 kHz mono float32 windows. A file that is damaged, cut off or too short is skipped and
counted. Never does: reading more of a file than it needs; a recording may last for hours.

What is longer than 10 s gives up to three windows, spread from its beginning to its end:
the decoder remembers 10 s, and a caption of 30 s is true of each part only by and large.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from edge_aac.audio.mono import Mono
from edge_aac.audio.resample import Resampler
from edge_aac.audio.sound_file import HIGHEST_RATE, LOWEST_RATE
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.captioned.item import CaptionedClip

WINDOW_SECONDS = 10.0
LEAST_SECONDS = 0.5
MOST_WINDOWS = 3


class Samples:
    """Clips with their sound, a window at a time; `damaged` grows as it is read.

    Parameters
    ----------
    clips : iterable of CaptionedClip
    """

    def __init__(self, clips: Iterable[CaptionedClip]) -> None:
        self._clips = clips
        self.damaged: list[Path] = []
        """Files that gave nothing."""

    def __iter__(self) -> Iterator[tuple[CaptionedClip, FloatArray]]:
        """Clip and window, shape (n,), float32, n at most 160,000."""
        for clip in self._clips:
            windows = read_windows(clip)
            if not windows:
                self.damaged.append(clip.path)
            for window in windows:
                yield clip, window


def read_windows(clip: CaptionedClip) -> list[FloatArray]:
    """The windows of a clip, in their order; none where its file is not whole or too short.

    Returns
    -------
    list of ndarray, shape (n,), float32
        16 kHz mono.
    """
    # libsndfile hears a wav that was cut off as far as it goes and says nothing; its caption
    # tells of what is gone.
    if _is_cut_off(clip.path):
        return []
    try:
        with soundfile.SoundFile(str(clip.path)) as file:
            rate = int(file.samplerate)
            if not LOWEST_RATE <= rate <= HIGHEST_RATE:
                return []
            return [_read(file, first, last) for first, last in _spans(clip, file.frames / rate)]
    except (soundfile.SoundFileError, OSError, RuntimeError, _CutOffError):
        return []


class _CutOffError(Exception):
    """A file gives less than its header promises."""


def _spans(clip: CaptionedClip, total: float) -> list[tuple[float, float]]:
    """Where the windows of a clip begin and end in its file [s]."""
    end = total if clip.seconds is None else min(total, clip.start + clip.seconds)
    length = end - clip.start
    if length < LEAST_SECONDS:
        return []
    if length <= WINDOW_SECONDS:
        return [(clip.start, end)]
    count = min(MOST_WINDOWS, int(np.ceil(length / WINDOW_SECONDS)))
    firsts = np.linspace(clip.start, end - WINDOW_SECONDS, count)
    return [(float(first), float(first) + WINDOW_SECONDS) for first in firsts]


def _read(file: Any, first: float, last: float) -> FloatArray:
    rate = int(file.samplerate)
    frames = min(round(last * rate), int(file.frames)) - round(first * rate)
    file.seek(round(first * rate))
    channels = file.read(frames, dtype="float32", always_2d=True)
    if len(channels) < frames:
        raise _CutOffError
    samples = Resampler(rate).step(Mono(rate).step(channels, last=True), last=True)
    return samples[: int(WINDOW_SECONDS * SAMPLE_RATE)]


def _is_cut_off(path: Path) -> bool:
    """Whether a RIFF file is shorter than it says."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
        size = path.stat().st_size
    except OSError:
        return True
    if len(head) < 8 or head[:4] != b"RIFF":
        return len(head) < 8
    promised = int(struct.unpack("<I", head[4:])[0])
    # Who writes to a pipe cannot know the size, and writes all ones or nothing.
    return 0 < promised < 0xFFFFFFFF - 8 and promised + 8 > size + 1
