"""Front ends, networks and a background, joined to learn a sound.

In: recordings of one sound. Out: what was learnt of it, or a refusal in words; and how well
recordings are known again. Never does: reading files, keeping anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.pipeline.frontend import Frontend
from edge_aac.taught.background import Background
from edge_aac.taught.example import Example
from edge_aac.taught.learning import HeardSound, Lesson, learn
from edge_aac.taught.likeness import Likeness, Past, likeness
from edge_aac.taught.recogniser import Recogniser
from edge_aac.taught.taught_sound import TaughtSound
from edge_aac.taught.variants import Variant
from edge_aac.types import Block, FloatArray

SPEECH = ("speech", "babble", "children_playing", "singing", "laughing")
MUSIC = ("music",)


@dataclass(frozen=True, slots=True)
class Recognised:
    """How well a recording is known as one sound."""

    name: str
    score: float
    """Highest score that two hops within a second had, 0..1; announced from 0.5."""


class Teacher:
    """Learns sounds.

    Parameters
    ----------
    frontend : Frontend
    background : Background
    version : str
        Of the embedding.
    names : tuple of str
        The labels, in the order of the posteriors.
    """

    def __init__(
        self, frontend: Frontend, background: Background, version: str, names: tuple[str, ...]
    ) -> None:
        self._frontend, self._background = frontend, background
        self.background, self.version = background, version
        self._speech = [names.index(one) for one in SPEECH]
        self._music = [names.index(one) for one in MUSIC]

    def learn(self, examples: Sequence[Example]) -> Lesson:
        """Learn a sound.

        Raises
        ------
        EdgeAacError
            The examples do not make one that could be known again.
        """
        return learn(list(examples), self.hear, self._background)

    def hear(self, variant: Variant) -> HeardSound:
        """What the networks make of the sound in a variant."""
        hops = self._hops(variant.samples)
        alike = self._likeness(hops)[variant.hops]
        rows = np.concatenate([posteriors for _, posteriors, _ in hops[variant.hops]])
        return HeardSound(
            alike,
            float(rows[:, self._speech].max(axis=1).mean()),
            float(rows[:, self._music].max(axis=1).mean()),
        )

    def recognise(
        self, samples: FloatArray, sounds: Sequence[TaughtSound]
    ) -> tuple[Recognised, ...]:
        """How well a recording is known as each of some sounds, the best first."""
        recogniser = Recogniser(self._background.projection, sounds)
        state, scores = recogniser.start(), []
        for embedding, _, spectrum in self._hops(samples):
            state, score = recogniser.step(state, embedding, spectrum)
            scores.append(score)
        table = np.stack(scores) if scores else np.zeros((1, len(sounds)), np.float32)
        found = [
            Recognised(one.name, round(_twice(table[:, i]), 4)) for i, one in enumerate(sounds)
        ]
        return tuple(sorted(found, key=lambda one: -one.score))

    def likeness(self, samples: FloatArray) -> Likeness:
        """What the hops of a recording are like."""
        return self._likeness(self._hops(samples))

    def _hops(self, samples: FloatArray) -> list[tuple[FloatArray, FloatArray, FloatArray]]:
        """Embedding, posteriors and spectrum of each hop."""
        state, hops = self._frontend.step(self._frontend.start(), Block(samples, 0))
        hops = [*hops, *self._frontend.flush(state)[1]]
        return [(one.embedding, one.posteriors, one.spectrum) for one in hops]

    def _likeness(self, hops: Sequence[tuple[FloatArray, FloatArray, FloatArray]]) -> Likeness:
        projection, every = self._background.projection, []
        past = Past.nothing(len(projection.mean))
        for embedding, _, spectrum in hops:
            past, heard = likeness(projection, past, embedding, spectrum)
            every.append(heard)
        return Likeness.joined(every)


def _twice(scores: FloatArray, within: int = 8) -> float:
    """The highest score that two of some hops in a row reach."""
    if len(scores) < 2:
        return 0.0
    pairs = [np.sort(scores[i : i + within])[-2] for i in range(max(1, len(scores) - within + 1))]
    return float(max(pairs))
