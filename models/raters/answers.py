"""Answers of several people: read, and turned into means and agreement.

In: `answers.csv` files, as the sheet saves them, and the key. Out: a frozen `Verdict` a question.
Agreement is Krippendorff's alpha with the interval distance (Krippendorff 1980), NLTK's; 1 is
perfect, 0 is chance, from 0.8 on figures are commonly relied upon. A mean has an interval that
resamples sounds. Never does: guessing an answer that is missing.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_aac.errors import EdgeAacError
from models.ground.intervals import bootstrap
from models.raters.questions import QUESTIONS, SCALE
from models.raters.trials import Trial


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's score of one caption in one respect."""

    rater: str
    trial: str
    question: str
    score: int


@dataclass(frozen=True, slots=True)
class Mean:
    """A system's mean score."""

    value: float
    low: float
    """95 % interval, sounds resampled."""
    high: float
    answers: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all people together say to one question."""

    question: str
    alpha: float
    """Krippendorff's; nan where it is not defined."""
    raters: int
    means: Mapping[str, Mean]
    """By system."""


def read_answers(paths: Sequence[Path], key: Mapping[str, Trial]) -> list[Answer]:
    """All answers.

    Raises
    ------
    EdgeAacError
        A file cannot be read, or an answer is about no trial of the key, to no question, off the
        scale, or given twice.
    """
    questions = {one.name for one in QUESTIONS}
    answers: list[Answer] = []
    given: set[tuple[str, str, str]] = set()
    for path in paths:
        try:
            with path.open(newline="", encoding="utf-8") as file:
                rows = [
                    Answer(row["rater"].strip(), row["trial"], row["question"], int(row["score"]))
                    for row in csv.DictReader(file)
                ]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as fault:
            raise EdgeAacError(f"{path} holds no answers of a sheet: {fault}.") from fault
        for one in rows:
            place = (one.rater, one.trial, one.question)
            if one.trial not in key or one.question not in questions or one.score not in SCALE:
                raise EdgeAacError(f"{path} does not belong to this key: {one}.")
            if place in given:
                raise EdgeAacError(
                    f"{path}: {one.rater} answered one question twice. Leave one file out, or "
                    "give another name to one of two people."
                )
            given.add(place)
            answers.append(one)
    if not answers:
        raise EdgeAacError("There are no answers: give the files that people sent back.")
    return answers


def verdicts(answers: Sequence[Answer], key: Mapping[str, Trial]) -> list[Verdict]:
    """Each question's agreement, and its means by system."""
    found = []
    for question in QUESTIONS:
        about = [one for one in answers if one.question == question.name]
        means = {}
        for system in dict.fromkeys(key[one.trial].system for one in about):
            own = [one for one in about if key[one.trial].system == system]
            scores = [float(one.score) for one in own]
            low, high = bootstrap(scores, [key[one.trial].sound for one in own])
            means[system] = Mean(sum(scores) / len(scores), low, high, len(own))
        raters = len({one.rater for one in about})
        found.append(Verdict(question.name, agreement(about), raters, means))
    return found


def agreement(answers: Sequence[Answer]) -> float:
    """Krippendorff's alpha of answers to one question.

    Returns
    -------
    float
        nan where fewer than two people judged one caption, or all gave one score throughout:
        where nothing varies, nothing can be said of agreement.
    """
    from nltk.metrics import interval_distance
    from nltk.metrics.agreement import AnnotationTask

    by_trial: dict[str, list[Answer]] = {}
    for one in answers:
        by_trial.setdefault(one.trial, []).append(one)
    shared = [one for several in by_trial.values() if len(several) > 1 for one in several]
    if len({one.score for one in shared}) < 2:
        return math.nan
    rows = [(one.rater, one.trial, one.score) for one in shared]
    return float(AnnotationTask(data=rows, distance=interval_distance).alpha())
