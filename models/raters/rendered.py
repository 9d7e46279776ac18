"""Rendered raters: answers that a program made up, to try the sheets and the report with.

In: a key and a seed. Out: answers of people who do not exist, each named `rendered-N`, so that no
report can take them for people's. They prove nothing about any caption.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from models.raters.answers import Answer
from models.raters.questions import QUESTIONS, SCALE
from models.raters.trials import Trial

PREFIX = "rendered-"
SPREAD = 0.7
"""How far two of them differ about one caption."""


def rendered(key: Mapping[str, Trial], raters: int, seed: int) -> list[Answer]:
    """Answers of so many rendered raters: a caption's worth, and each one's error."""
    rng = np.random.default_rng(seed)
    answers = []
    for trial in key:
        for question in QUESTIONS:
            worth = float(rng.uniform(SCALE[0], SCALE[-1]))
            for rater in range(1, raters + 1):
                score = round(worth + float(rng.normal(0.0, SPREAD)))
                kept = min(max(score, SCALE[0]), SCALE[-1])
                answers.append(Answer(f"{PREFIX}{rater}", trial, question.name, kept))
    return answers


def write_answers(path: Path, answers: Sequence[Answer]) -> None:
    """Write answers as a sheet saves them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["rater", "trial", "question", "score"])
        table.writerows([one.rater, one.trial, one.question, one.score] for one in answers)


def any_rendered(answers: Sequence[Answer]) -> bool:
    """Whether a program made up any of them."""
    return any(one.rater.startswith(PREFIX) for one in answers)
