"""How well scenes are described by a rule on posteriors alone: what a network's evidence is worth.

In: staged scenes and posteriors of each. Out: event F1 at each threshold and number of names. The
strongest labels above a threshold are named, in the order in which they passed it; no decoder takes
part, so that networks are compared by what they hear. Never does: hearing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.taxonomy import load_taxonomy
from models.evaluation.ratio import Ratio, f1, resampled
from models.evaluation.reader import read_phrases
from models.evaluation.scenes import read
from models.evaluation.staged import Staged

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
MOST_NAMES = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class ByRule:
    """One rule and what it came to."""

    threshold: float
    most: int
    """Names at most."""
    f1: Ratio


def sentence(rows: NDArray[np.floating], threshold: float, most: int) -> str:
    """What the rule says of smoothed posteriors, shape (rows, labels); empty where none passes."""
    names, catalogue = load_taxonomy().names, load_catalogue()
    best = rows.max(axis=0)
    named = [int(i) for i in np.argsort(-best, kind="stable")[:most] if best[i] >= threshold]
    named.sort(key=lambda i: int((rows[:, i] >= threshold).argmax()))
    nouns = [catalogue.noun(names[i]) for i in named]
    # The device's own list has three nouns at most; here that is the question.
    return f"{', and '.join(nouns)}.".capitalize() if nouns else ""


def judge_by_rule(
    scenes: Sequence[Staged],
    posteriors: Sequence[NDArray[np.floating]],
    thresholds: Iterable[float] = THRESHOLDS,
    most: Iterable[int] = MOST_NAMES,
) -> list[ByRule]:
    """Every rule, the best first.

    Parameters
    ----------
    scenes : sequence of Staged
    posteriors : sequence of ndarray, shape (rows, labels)
        Smoothed, of each scene; the thresholds are those of these posteriors.
    thresholds : iterable of float
    most : iterable of int
        Names of a sentence at most.
    """
    groups = [scene.group for scene in scenes]
    events = sum(len(scene.events) for scene in scenes)
    rules = [(threshold, many) for many in most for threshold in thresholds]
    found = []
    for threshold, many in rules:
        counts = np.zeros((len(scenes), 4))
        for i, (scene, rows) in enumerate(zip(scenes, posteriors, strict=True)):
            said = read(sentence(rows, threshold, many), scene, read_phrases)
            counts[i] = said.true, said.invented, sum(said.found), len(said.found)
        found.append(ByRule(threshold, many, resampled(counts, groups, f1, events)))
    return sorted(found, key=lambda one: -one.f1.value)
