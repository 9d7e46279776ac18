"""Front ends, networks and a background, joined to learn a sound.

In: recordings of one sound. Out: what was learnt of it, or a refusal in words; and how well
recordings are known again. Never does: reading files, keeping anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.pipeline.frontend import Frontend
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.background import Background
from edge_aac.taught.example import Example, require_fit
from edge_aac.taught.learning import HeardExample, Lesson, learn
from edge_aac.taught.likeness import Likeness, Past, Projection, likeness
from edge_aac.taught.recent_hops import RecentHop, RecentSound, loudest
from edge_aac.taught.recogniser import Recogniser
from edge_aac.taught.taught_sound import TaughtSound
from edge_aac.types import SAMPLE_RATE, Block, FloatArray, HopResult

SPEECH = ("speech", "babble", "children_playing", "singing", "laughing")
MUSIC = ("music",)


@dataclass(frozen=True, slots=True)
class Recognised:
    """How well a recording is known as one sound."""

    name: str
    score: float
    """Highest score that two hops within a second had, 0..1; announced from 0.5."""


@dataclass(frozen=True, slots=True)
class TalkColumns:
    """Where the posteriors say that somebody talks or sings, or that music plays."""

    speech: tuple[int, ...]
    music: tuple[int, ...]

    @staticmethod
    def of(names: tuple[str, ...]) -> TalkColumns:
        """By the labels, in the order of the posteriors."""
        return TalkColumns(tuple(map(names.index, SPEECH)), tuple(map(names.index, MUSIC)))

    def heard(self, name: str, sound: RecentSound, projection: Projection) -> HeardExample:
        """A sound as an example that something can be learnt from."""
        speech, music = map(sound.mean_posterior, (self.speech, self.music))
        return HeardExample(name, sound.likeness(projection), speech, music, sound.seconds)


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
        self._frontend, self._talk = frontend, TalkColumns.of(names)
        self.background, self.version = background, version

    def learn(self, examples: Sequence[Example]) -> Lesson:
        """Learn a sound.

        Raises
        ------
        EdgeAacError
            The examples do not make one that could be known again.
        """
        require_fit(list(examples))
        return learn([self.hear(one) for one in examples], self.background)

    def hear(self, example: Example) -> HeardExample:
        """What the networks make of an example.

        Raises
        ------
        EdgeAacError
            Nothing in it is a sound.
        """
        hops = [
            RecentHop.of(hop, hop.end / SAMPLE_RATE, False) for hop in self._hops(example.samples)
        ]
        sound = loudest(hops)
        if sound is None:
            raise EdgeAacError(Reason.of(Why.EXAMPLE_SILENT, name=example.name))
        return self._talk.heard(example.name, sound, self.background.projection)

    def recognise(
        self, samples: FloatArray, sounds: Sequence[TaughtSound]
    ) -> tuple[Recognised, ...]:
        """How well a recording is known as each of some sounds, the best first."""
        recogniser = Recogniser(self.background.projection, sounds)
        state, scores = recogniser.start(), []
        for hop in self._hops(samples):
            state, score = recogniser.step(state, hop.embedding, hop.spectrum)
            scores.append(score)
        table = np.stack(scores) if scores else np.zeros((1, len(sounds)), np.float32)
        found = [
            Recognised(one.name, round(_twice(table[:, i]), 4)) for i, one in enumerate(sounds)
        ]
        return tuple(sorted(found, key=lambda one: -one.score))

    def likeness(self, samples: FloatArray) -> Likeness:
        """What the hops of a recording are like."""
        projection, every = self.background.projection, []
        past = Past.nothing(len(projection.mean))
        for hop in self._hops(samples):
            past, heard = likeness(projection, past, hop.embedding, hop.spectrum)
            every.append(heard)
        return Likeness.joined(every)

    def _hops(self, samples: FloatArray) -> list[HopResult]:
        state, hops = self._frontend.step(self._frontend.start(), Block(samples, 0))
        return [*hops, *self._frontend.flush(state)[1]]


def _twice(scores: FloatArray, within: int = 8) -> float:
    """The highest score that two of some hops in a row reach."""
    if len(scores) < 2:
        return 0.0
    pairs = [np.sort(scores[i : i + within])[-2] for i in range(max(1, len(scores) - within + 1))]
    return float(max(pairs))
