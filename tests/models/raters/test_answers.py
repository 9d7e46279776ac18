"""Answers: Krippendorff's alpha as published, means by system, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from models import human
from models.raters.answers import Answer, agreement, read_answers, verdicts
from models.raters.rendered import any_rendered, rendered, write_answers
from models.raters.trials import Trial

NONE = 0
PUBLISHED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3),
    (NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE),
)
"""Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), part C."""
KEY = {
    f"t{i}": Trial(f"t{i}", f"sound{i // 2}", "left" if i % 2 else "right", "A dog.")
    for i in range(12)
}


def _answers(rows: tuple[tuple[int, ...], ...]) -> list[Answer]:
    return [
        Answer(f"r{rater}", f"t{trial}", "accuracy", score)
        for rater, row in enumerate(rows)
        for trial, score in enumerate(row)
        if score != NONE
    ]


def test_alpha_is_as_published() -> None:
    assert agreement(_answers(PUBLISHED)) == pytest.approx(0.849, abs=5e-4)


def test_alpha_is_one_at_agreement_and_below_nought_at_contradiction() -> None:
    assert agreement(_answers(((1, 5, 3), (1, 5, 3)))) == pytest.approx(1.0)
    assert agreement(_answers(((1, 5, 1, 5), (5, 1, 5, 1)))) < 0.0


@pytest.mark.parametrize("rows", [((1, 2, 3),), ((4, 4), (4, 4)), ((1, NONE), (NONE, 5))])
def test_alpha_is_not_defined_where_nothing_can_be_compared(
    rows: tuple[tuple[int, ...], ...],
) -> None:
    assert math.isnan(agreement(_answers(rows)))


def test_means_are_by_system() -> None:
    scores = tuple(5 if i % 2 else 2 for i in range(12))
    about = {one.question: one for one in verdicts(_answers((scores, scores)), KEY)}
    means = about["accuracy"].means
    assert (means["left"].value, means["right"].value) == (5.0, 2.0)
    assert means["left"].answers == 12 and about["accuracy"].raters == 2
    assert about["fluency"].means == {}


def test_answers_come_back_as_they_were_and_rendered_ones_are_known(tmp_path: Path) -> None:
    answers = rendered(KEY, 3, 1)
    write_answers(tmp_path / "a.csv", answers)
    assert read_answers([tmp_path / "a.csv"], KEY) == answers
    assert any_rendered(answers) and not any_rendered(_answers(PUBLISHED))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "no answers"),
        ("ann,t0,accuracy,6\n", "does not belong"),
        ("ann,t99,accuracy,3\n", "does not belong"),
        ("ann,t0,beauty,3\n", "does not belong"),
        ("ann,t0,accuracy,good\n", "holds no answers"),
        ("ann,t0,accuracy\n", "holds no answers"),
        ("ann,t0,accuracy,3\nann,t0,accuracy,4\n", "answered one question twice"),
    ],
)
def test_answers_that_do_not_fit_are_refused(tmp_path: Path, rows: str, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"rater,trial,question,score\n{rows}")
    with pytest.raises(EdgeAacError, match=words):
        read_answers([path], KEY)


def test_the_example_says_that_its_raters_are_no_people(tmp_path: Path) -> None:
    told = human.example(tmp_path, 1)
    assert told[0] == human.NOT_PEOPLE
    assert sum("Krippendorff's alpha" in line for line in told) == 3
    assert (tmp_path / "sheet-1.html").is_file()
    raters = (tmp_path / "rendered-answers.csv").read_text().splitlines()[1:]
    assert raters and all(row.startswith("rendered-") for row in raters)
