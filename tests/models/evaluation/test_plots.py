"""Figures can be read without colour, are small, and come out the same each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.evaluation.curves import Curve
from models.evaluation.plots import plot_confusion, plot_curves, plot_early, plot_reliability
from models.evaluation.reliability import binned

LARGEST = 150_000
"""Bytes of a figure."""


def known(*recall: float) -> Curve:
    points = len(recall)
    return Curve(
        np.linspace(0.9, 0.1, points),
        np.array(recall),
        np.linspace(0.0, 2.0 * (points - 1), points),
    )


def draw_curves(path: Path) -> None:
    pair = (known(0.2, 0.5, 0.9), known(0.1, 0.4, 0.85))
    plot_curves(path, {f"sound {i}": pair for i in range(18)})


def draw_reliability(path: Path) -> None:
    plot_reliability(path, binned([0.1, 0.7, 0.7], [False, True, False]))


def draw_confusion(path: Path) -> None:
    labels = [f"sound_{i}" for i in range(25)]
    plot_confusion(path, labels, np.eye(25, 26, dtype=np.int64) * 7)


def draw_early(path: Path) -> None:
    plot_early(path, (0.5, 5.0), (0.4, 0.8), ((0.3, 0.5), (0.7, 0.9)))


DRAWN = [draw_curves, draw_reliability, draw_confusion, draw_early]


@pytest.mark.parametrize("draw", DRAWN)
def test_a_rerun_gives_the_same_small_file(draw: Callable[[Path], None], tmp_path: Path) -> None:
    first, second = tmp_path / "new" / "first.svg", tmp_path / "second.svg"
    draw(first)
    draw(second)
    assert first.read_bytes() == second.read_bytes()
    assert 2_000 < first.stat().st_size < LARGEST


@pytest.mark.parametrize("draw", DRAWN)
def test_a_picture_for_the_eye_is_written_too(draw: Callable[[Path], None], tmp_path: Path) -> None:
    draw(tmp_path / "drawn.png")
    assert (tmp_path / "drawn.png").read_bytes().startswith(b"\x89PNG")


def test_lines_are_named_and_differ_in_style(tmp_path: Path) -> None:
    draw_curves(tmp_path / "drawn.svg")
    told = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    assert ">ours<" in told
    assert ">YAMNet<" in told
    assert "stroke-dasharray" in told
    assert "False events per hour" in told


def test_a_tagger_that_always_fires_too_often_is_drawn_at_zero(tmp_path: Path) -> None:
    loud = Curve(np.array([0.9]), np.array([1.0]), np.array([600.0]))
    plot_curves(tmp_path / "drawn.svg", {"dog": (loud, loud)})
    assert (tmp_path / "drawn.svg").stat().st_size > 0


def test_sounds_without_clips_are_left_out_of_the_confusion(tmp_path: Path) -> None:
    table = np.array([[3, 0, 1], [0, 0, 0]], np.int64)
    plot_confusion(tmp_path / "drawn.svg", ["dog", "car_horn"], table)
    told = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    assert ">dog (4)<" in told
    assert ">none<" in told
    assert "car horn" not in told


def test_a_matrix_that_does_not_fit_its_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not fit 2 labels"):
        plot_confusion(tmp_path / "drawn.svg", ["dog", "rain"], np.zeros((3, 3), np.int64))
