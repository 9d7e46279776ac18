"""Takes of a device: it rings in a room, over a bed.

In: a device's samples, a level, a generator. Out: `Take` values. Never does: teaching.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_aac.pipeline.teacher import Teacher
from edge_aac.types import HOP_SAMPLES, SAMPLE_RATE, FloatArray
from models.ground.corpus import ROOM_RESPONSE, Corpus

CHIMES = frozenset({"doorbell", "beep", "microwave_beep", "phone_ringing", "clock_alarm"})
"""Labels of electronic sounds: another device's chime is no false alarm of a quiet home."""
HAZARDS = frozenset({"smoke_alarm", "fire_alarm", "alarm", "co_alarm"})


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A device that sounds in a bed."""

    samples: FloatArray
    start: int
    end: int
    """First sample of the sound in it, and the one after its last."""

    def rows(self, teacher: Teacher) -> FloatArray:
        """Of the hops that the sound fills, as a network that knows the past alone hears them."""
        first = self.start // HOP_SAMPLES + 1
        hops = slice(first, max(first + 1, -(-self.end // HOP_SAMPLES)))
        return teacher.likeness(self.samples)[hops].rows()


class Takes:
    """Takes of a device in rooms and beds.

    Parameters
    ----------
    corpus : Corpus
    split : str
        Of the beds.
    odd : bool
        Which half of the rooms.
    """

    def __init__(self, corpus: Corpus, split: str, *, odd: bool) -> None:
        rooms = [c for c in corpus.clips if c.label == ROOM_RESPONSE]
        names = sorted({c.group for c in rooms})
        self._corpus = corpus
        self._rooms = [c for c in rooms if names.index(c.group) % 2 == odd]
        self._beds = [
            c
            for c in corpus.select(None, split)
            if c.seconds > 2.0 and c.label not in CHIMES | HAZARDS
        ]

    def take(self, wave: FloatArray, decibels: float, chance: np.random.Generator) -> Take:
        """The device elsewhere, over a bed that is so much weaker."""
        response = self._corpus.read(self._rooms[chance.integers(len(self._rooms))])[:SAMPLE_RATE]
        response = response / np.abs(response).max()
        n = 1 << (len(wave) + len(response)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(wave, n) * np.fft.rfft(response, n), n)
        wet = wet[: len(wave) + SAMPLE_RATE // 2]
        power = float(np.mean(wet[: len(wave)] ** 2))
        wet *= 10.0 ** (chance.uniform(-38.0, -20.0) / 20.0) / np.sqrt(power)
        start = int(chance.uniform(1.2, 2.0) * SAMPLE_RATE)
        bed = self._bed(start + len(wet) + SAMPLE_RATE // 2, chance)
        here = float(np.sqrt(np.mean(bed[start : start + len(wave)] ** 2)))
        loud = float(np.sqrt(np.mean(wet[: len(wave)] ** 2)))
        bed *= loud / 10.0 ** (decibels / 20.0) / max(here, 1e-6)
        bed[start : start + len(wet)] += wet
        return Take(np.clip(bed, -1.0, 1.0).astype(np.float32), start, start + len(wave))

    def _bed(self, length: int, chance: np.random.Generator) -> FloatArray:
        while True:
            bed = self._corpus.read(self._beds[chance.integers(len(self._beds))])
            if np.mean(bed**2) > 1e-8:
                return np.resize(bed[chance.integers(len(bed) // 2) :], length)
