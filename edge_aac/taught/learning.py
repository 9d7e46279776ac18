"""A sound learnt from a few examples, or refused in words.

In: what the networks made of each example, a background. Out: a frozen `Lesson`: what separates the
sound from everything else, and the hops it was learnt from. Examples that the others do not know
again, or that are speech or music, are refused: a sound that fires falsely is worse than none.

Never does: hearing, reading files, keeping anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.background import Background
from edge_aac.taught.classifier import CAUTION, Classifier, Contrast
from edge_aac.taught.example import require_number
from edge_aac.taught.likeness import Likeness
from edge_aac.types import FloatArray

CONFIRMING = 2
"""Hops that have to be sure before a sound counts as known again."""
FOLDS = 5
"""Parts of the examples, each of which the others have to know."""
SPEAKING = 0.5
"""Mean posterior of speech from which an example is speech."""
SINGING = 0.5
"""The same of music, where the example goes on for so long that it is no chime."""
CHIME_SECONDS = 3.6


@dataclass(frozen=True, slots=True, eq=False)
class HeardExample:
    """What the networks make of an example."""

    name: str
    """As a person knows it."""
    likeness: Likeness
    """Of the hops that hold it."""
    speech: float = 0.0
    music: float = 0.0
    """Mean posteriors."""
    seconds: float = 0.0
    """From its beginning to its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What was learnt."""

    classifier: Classifier
    examples: tuple[Likeness, ...]


def learn(
    examples: Sequence[HeardExample], background: Background, caution: float = CAUTION
) -> Lesson:
    """Learn a sound.

    Parameters
    ----------
    examples : sequence of HeardExample
        Three to ten.
    background : Background
    caution : float
        As `Contrast.classifier` takes it; other values are for those who measure.

    Raises
    ------
    EdgeAacError
        The examples do not make a sound that could be known again.
    """
    require_number(len(examples))
    _require_no_talk(examples)
    contrast = Contrast.of(background.likeness.rows())
    rows = [one.likeness.rows() for one in examples]
    solution = contrast.solution(np.concatenate(rows))
    _require_one_sound(examples, rows, contrast, solution, caution)
    return Lesson(contrast.classifier(solution, caution), tuple(one.likeness for one in examples))


def known(margins: FloatArray) -> bool:
    """Whether a stretch with these margins would be announced."""
    return int((margins > 0.0).sum()) >= min(CONFIRMING, len(margins))


def _require_no_talk(examples: Sequence[HeardExample]) -> None:
    """Refuse speech and music; in a few of the examples somebody may have talked."""
    talk = [one.name for one in examples if one.speech >= SPEAKING]
    music = [one.name for one in examples if one.music >= SINGING and one.seconds >= CHIME_SECONDS]
    for why, names in ((Why.EXAMPLE_SPEECH, talk), (Why.EXAMPLE_MUSIC, music)):
        if 2 * len(names) >= len(examples):
            raise EdgeAacError(Reason.of(why, name=names[0]))


def _require_one_sound(
    examples: Sequence[HeardExample],
    rows: Sequence[FloatArray],
    contrast: Contrast,
    whole: FloatArray,
    caution: float,
) -> None:
    """Refuse examples that the others do not know, as sure as the listener has to be."""
    unknown = []
    for fold in range(min(FOLDS, len(examples))):
        others = [one for i, one in enumerate(rows) if i % FOLDS != fold]
        part = contrast.classifier(contrast.solution(np.concatenate(others), whole), caution)
        unknown += [
            i for i in range(fold, len(examples), FOLDS) if not known(part.margins(rows[i]))
        ]
    if 2 * len(unknown) > len(examples):
        raise EdgeAacError(Reason(Why.SOUND_NOT_APART))
    if unknown:
        name = examples[min(unknown)].name
        raise EdgeAacError(Reason.of(Why.EXAMPLE_DIFFERS, name=name))
