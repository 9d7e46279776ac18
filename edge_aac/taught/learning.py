"""A sound learnt from a few examples, or refused in words.

In: examples, what hears them, a background. Out: a frozen `Lesson`: what separates the sound from
everything else, and the hops it was learnt from. Each example is heard as it is and in altered
copies. Examples that do not know each other again, or are speech or music, are refused: a sound
that fires falsely is worse than none.

Never does: reading files, keeping anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from edge_aac.errors import EdgeAacError
from edge_aac.reasons.reason import Reason
from edge_aac.reasons.why import Why
from edge_aac.taught.background import Background
from edge_aac.taught.classifier import Classifier, Contrast
from edge_aac.taught.example import Example, require_fit
from edge_aac.taught.likeness import Likeness
from edge_aac.taught.variants import Variant, in_noise, variants
from edge_aac.types import SAMPLE_RATE, FloatArray

COPIES = 8
"""Altered copies of each example."""
CLEAR_DB = 40.0
"""Of an example over the noise that it is heard in when it is taken as it is."""
CONFIRMING = 2
"""Hops that have to be sure before a sound counts as known again."""
FOLDS = 3
"""Parts of the examples, each of which the others have to know."""
SPEAKING = 0.5
"""Mean posterior of speech from which an example is speech."""
SINGING = 0.5
"""The same of music, where the example goes on for so long that it is no chime."""
CHIME_SECONDS = 3.9
SEED = 20261130


@dataclass(frozen=True, slots=True, eq=False)
class HeardSound:
    """What the networks make of a stretch of sound."""

    likeness: Likeness
    speech: float
    music: float
    """Mean posteriors."""


Hear = Callable[[Variant], HeardSound]
"""Hears a variant, and gives the hops that its sound fills."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What was learnt."""

    classifier: Classifier
    examples: Likeness


def learn(
    examples: list[Example], hear: Hear, background: Background, caution: float | None = None
) -> Lesson:
    """Learn a sound.

    Parameters
    ----------
    examples : list of Example
        Three to ten.
    hear : callable
    background : Background
    caution : float, optional
        In place of the classifier's own, for those who measure.

    Raises
    ------
    EdgeAacError
        The examples do not make a sound that could be known again.
    """
    require_fit(examples)
    chance = np.random.default_rng(SEED)
    clear, rows, sounds = [], [], []
    for one in examples:
        heard = hear(in_noise(one.samples, len(one.samples), CLEAR_DB, chance))
        sounds.append(heard)
        copies = [hear(copy).likeness for copy in variants(one.samples, COPIES, chance)]
        clear.append(heard.likeness)
        rows.append(Likeness.joined([heard.likeness, *copies]).rows())
    _require_no_talk(examples, sounds)
    contrast = Contrast.of(background.likeness.rows())
    _require_one_sound(examples, clear, rows, contrast)
    extra = {} if caution is None else {"caution": caution}
    classifier = contrast.classifier(np.concatenate(rows), **extra)
    return Lesson(classifier, Likeness.joined(clear))


def known(margins: FloatArray) -> bool:
    """Whether a stretch with these margins would be announced."""
    return int((margins > 0.0).sum()) >= min(CONFIRMING, len(margins))


def _require_no_talk(examples: Sequence[Example], sounds: Sequence[HeardSound]) -> None:
    """Refuse speech and music; in a few of the examples somebody may have talked."""
    talk = [
        one.name for one, heard in zip(examples, sounds, strict=True) if heard.speech >= SPEAKING
    ]
    music = [
        one.name
        for one, heard in zip(examples, sounds, strict=True)
        if heard.music >= SINGING and len(one.samples) >= CHIME_SECONDS * SAMPLE_RATE
    ]
    for why, names in ((Why.EXAMPLE_SPEECH, talk), (Why.EXAMPLE_MUSIC, music)):
        if 2 * len(names) >= len(examples):
            raise EdgeAacError(Reason.of(why, name=names[0]))


def _require_one_sound(
    examples: Sequence[Example],
    clear: Sequence[Likeness],
    rows: Sequence[FloatArray],
    contrast: Contrast,
) -> None:
    """Refuse examples that the others do not know.

    Fewer examples teach less than all of them will, so no caution is asked for.
    """
    unknown = []
    for fold in range(FOLDS):
        others = [one for i, one in enumerate(rows) if i % FOLDS != fold]
        classifier = contrast.classifier(np.concatenate(others), caution=0.0)
        unknown += [
            i
            for i in range(fold, len(examples), FOLDS)
            if not known(classifier.margins(clear[i].rows()))
        ]
    if 2 * len(unknown) > len(examples):
        raise EdgeAacError(Reason(Why.SOUND_NOT_APART))
    if unknown:
        name = examples[min(unknown)].name
        raise EdgeAacError(Reason.of(Why.EXAMPLE_DIFFERS, name=name))
