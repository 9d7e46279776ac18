"""What a speech engine writes: mono WAV of 16 bits.

In: the bytes of a file, or of a pipe whose header cannot know how much will come.
Out: float32 samples without the silence around the words.
"""

from __future__ import annotations

import io
import wave

import numpy as np

from edge_aac.speech.sound import Sound

LOWEST_RATE, HIGHEST_RATE = 4_000, 192_000
"""No voice has another one [samples per second]: the header is damaged."""
_QUIET = 0.002
_REST_SECONDS = 0.04
"""Left of the silence that the voice puts behind its last word."""


def read_wav(data: bytes) -> Sound:
    """The sound in a WAV file.

    Raises
    ------
    wave.Error, EOFError
        It is no mono WAV of 16 bits, or damaged: a full disk leaves half a file.
    """
    try:
        with wave.open(io.BytesIO(data), "rb") as file:
            if file.getsampwidth() != 2 or file.getnchannels() != 1:
                raise wave.Error("not 16 bits, mono")
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (RuntimeError, ValueError) as error:  # a chunk leads out of the file, half a sample
        raise wave.Error("damaged") from error
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise wave.Error("no voice's rate")
    return _trimmed(Sound(samples.astype(np.float32) / np.float32(32768.0), rate))


def _trimmed(sound: Sound) -> Sound:
    """Without silence around the words: it would delay them, and the next utterance."""
    loud = np.flatnonzero(np.abs(sound.samples) > _QUIET)
    if not len(loud):
        return Sound(sound.samples[:0], sound.rate)
    return Sound(
        sound.samples[loud[0] : loud[-1] + 1 + int(_REST_SECONDS * sound.rate)], sound.rate
    )
