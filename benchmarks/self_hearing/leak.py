"""The own voice as the microphone hears it.

In: a text, a room, a level. Out: samples at 16 kHz: the earcon where there is one and the words,
by the synthesiser that speaks, through a recorded room. The level is that of the leak over what
was played, root of the mean square, over the stretch in which it was played.

Never does: placing it in time.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from scipy.signal import fftconvolve

from edge_aac.speech.earcon import Earcon, render
from edge_aac.speech.synthesis.synthesiser import Synthesiser
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.level import rms

ROOM_SECONDS = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Leak:
    """One utterance, heard by the microphone."""

    samples: FloatArray
    """Shape (n,), float32, 16 kHz; the room's tail included."""
    seconds: float
    """How long it is played, without the room's tail."""


@cache
def _voice() -> Synthesiser:
    with contextlib.redirect_stdout(io.StringIO()):
        return Synthesiser(Path(tempfile.mkdtemp(prefix="edge-aac-own-voice-")))


@cache
def played(text: str, earcon: Earcon | None = None) -> FloatArray:
    """What the loudspeaker plays for a sentence, shape (n,), float32, 16 kHz."""
    with contextlib.redirect_stdout(io.StringIO()):
        sound = _voice().speak(text)
    words = np.asarray(soxr.resample(sound.samples, sound.rate, SAMPLE_RATE), np.float32)
    if earcon is None:
        return words
    return np.concatenate([render(earcon, SAMPLE_RATE), words])


def leak(sound: FloatArray, response: FloatArray | None, level_db: float) -> Leak:
    """What of a sound reaches the microphone.

    Parameters
    ----------
    sound : ndarray, shape (n,), float32
        As it is played.
    response : ndarray or None
        The room's answer; none for a microphone beside the loudspeaker.
    level_db : float
        Of what arrives over what was played.
    """
    heard = sound
    if response is not None:
        heard = np.asarray(fftconvolve(sound, response), np.float32)
    while_played = heard[: len(sound)]
    gain = 10 ** (level_db / 20) * rms(sound) / rms(while_played)
    return Leak(heard * np.float32(gain), len(sound) / SAMPLE_RATE)


def direct(response: FloatArray) -> FloatArray:
    """A room response from its strongest sample on, so that it delays nothing."""
    return response[int(np.abs(response).argmax()) :][: int(ROOM_SECONDS * SAMPLE_RATE)]
