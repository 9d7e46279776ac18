"""What tonal lessons are made of: recordings of one split, and chance.

In: a corpus. Out: beds, rooms, recordings to repeat, speech. Never does: rendering, mixing.
Never reads rows that judge.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge_aac.features.narrowband import COLUMNS, HOP
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import SAMPLE_RATE, FloatArray
from models.ground.corpus import ROOM_RESPONSE, Clip, Corpus
from models.tonal.network import TonalNet
from models.tonal.spectra import Columns, columns

HOPS = 150
"""Of one lesson: 24 s, two cycles of a T4 and what was before."""
SECONDS = HOPS * COLUMNS * HOP / SAMPLE_RATE
LOOPED = (
    "crying_baby", "cat", "rooster", "dog", "chirping_birds", "music", "beep", "phone_ringing",
    "singing", "speech", "laughing", "baby_babble", "sheep", "crow", "hen", "frog", "clock_alarm",
    "insects", "crickets", "church_bells", "doorbell", "bicycle_bell", "wolf_howl", "cow", "pig",
)  # fmt: skip
_VOICES = frozenset({"laughing", "crying_baby", "coughing", "sneezing"})


class Material:
    """Recordings of one split, chance, and a trained network where hard lessons are looked for."""

    def __init__(
        self, corpus: Corpus, split: str, rng: np.random.Generator, net: TonalNet | None = None
    ) -> None:
        self.net = net
        hazards = {one.name for one in load_taxonomy().labels if one.group == "hazard_alarm"}
        rows = [c for c in corpus.select("train", split) if c.label not in hazards]
        self._corpus, self.rng = corpus, rng
        self.rooms = [self.read(c) for c in rows if c.label == ROOM_RESPONSE]
        self.clips = [c for c in rows if c.label != ROOM_RESPONSE]
        self.beds = [c for c in self.clips if c.seconds >= 4.0 and c.label != "siren"]
        looped = [c for c in self.clips if c.label in LOOPED and c.seconds >= 2.0]
        self._looped = {one: [c for c in looped if c.label == one] for one in LOOPED}
        # No recording of speech is in `dev`: there people laugh, cry and cough in its place.
        spoken = [c for c in self.clips if c.label == "speech"]
        self.voices = spoken or [c for c in self.clips if c.label in _VOICES]
        self._left: list[Clip] = []

    def read(self, clip: Clip) -> FloatArray:
        """Samples."""
        return self._corpus.read(clip)

    def next(self) -> Clip:
        """Each recording once before any comes again."""
        if not self._left:
            self._left = [self.clips[i] for i in self.rng.permutation(len(self.clips))]
        return self._left.pop()

    def repeated(self) -> Clip:
        """One to say again and again: each kind as often, however many recordings it has."""
        kinds = [clips for clips in self._looped.values() if clips]
        clips = kinds[int(self.rng.integers(len(kinds)))]
        return clips[int(self.rng.integers(len(clips)))]

    def bed(self) -> FloatArray:
        """A lesson's length of some recording."""
        clip = self.beds[int(self.rng.integers(len(self.beds)))]
        samples = self.read(clip)
        n = int(SECONDS * SAMPLE_RATE)
        if len(samples) > n:
            at = int(self.rng.integers(len(samples) - n))
            return samples[at : at + n]
        return np.tile(samples, n // len(samples) + 1)[:n]

    def own_voice(self) -> tuple[Columns, NDArray[np.bool_]]:
        """Speech in one to three spans, and when."""
        rng = self.rng
        clips = [self.read(self.voices[int(i)]) for i in rng.integers(len(self.voices), size=8)]
        speech = columns(fitted(np.concatenate(clips)))
        when = np.zeros(HOPS, bool)
        for _ in range(int(rng.integers(1, 4))):
            start = int(rng.integers(HOPS))
            when[start : start + int(rng.uniform(5, 24))] = True
        return speech * np.repeat(when, COLUMNS)[:, None], when


def fitted(samples: FloatArray) -> FloatArray:
    """A lesson's length of a sound, over and over or cut."""
    n = int(SECONDS * SAMPLE_RATE)
    return np.tile(samples, n // max(1, len(samples)) + 1)[:n]
