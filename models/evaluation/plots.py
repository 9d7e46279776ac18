"""Figures beside the tables.

In: curves, reliability, counts, shares. Out: a picture, by its suffix SVG or PNG; the same
input gives the same file. Never does: computing what is shown.

Nothing is shown by colour alone: lines differ in style and carry their names, cells carry
their counts. Text stays text in an SVG, so that it can be read out and searched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.curves import Curve, frontier
from models.evaluation.reliability import BINS, Reliability

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOWEST_RATE, HIGHEST_RATE = 0.4, 40.0
"""False events per hour that are shown."""
OURS, THEIRS = "#0b3c6f", "#b4530a"
ACROSS = 4
"""Small pictures in a row."""
_LEAST_GAP = 0.11
"""Between the names of two lines, as a share of the height."""
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "edge-aac",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
}


def plot_curves(
    path: Path,
    curves: Mapping[str, tuple[Curve, Curve]],
    names: tuple[str, str] = ("ours", "YAMNet"),
) -> None:
    """Recall against false events per hour, a small picture per sound.

    Parameters
    ----------
    path : Path
    curves : mapping of str to (Curve, Curve)
        Title -> ours (a solid line) and the baseline's (dashed).
    names : (str, str)
        What to call the two.
    """
    across = max(1, min(ACROSS, len(curves)))
    rows = max(1, ceil(len(curves) / across))
    with _Sheet(path, (0.9 + 2.6 * across, 0.9 + 2.1 * rows)) as figure:
        panes = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False)
        for pane in panes.flat[len(curves) :]:
            pane.set_visible(False)
        for place, (title, pair) in enumerate(curves.items()):
            pane = panes.flat[place]
            pane.set_title(title, loc="left")
            _curves(pane, pair, names)
            # Shared axes hide the numbers where another picture was to stand below.
            pane.tick_params(labelbottom=place + across >= len(curves))
        title = "Sounds found at equal rates of false events"
        figure.suptitle(f"{title} (solid: {names[0]}, dashed: {names[1]})", x=0.01, ha="left")
        figure.supxlabel("False events per hour of sound without announced sounds [1/h]")
        figure.supylabel("Recall [share of clips]")


def plot_reliability(path: Path, reliability: Reliability) -> None:
    """How often a sound was there, against its score, with the pairs in each bin."""
    with _Sheet(path, (5.0, 5.0)) as figure:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        upper.plot([0, 1], [0, 1], "--", color="#666666", lw=1)
        upper.text(1.0, 0.0, "solid: measured; dashed: perfect", ha="right")
        known = reliability.counts > 0
        upper.plot(reliability.mean_score[known], reliability.observed[known], "o-", color=OURS)
        upper.set(ylim=(-0.03, 1.05), ylabel="Sound there [share of pairs]")
        upper.set_title(
            f"Reliability: calibration error {reliability.error:.3f}, "
            f"Brier score {reliability.brier:.3f}",
            loc="left",
        )
        edges = np.arange(BINS) / BINS
        lower.bar(edges, reliability.counts, width=0.9 / BINS, align="edge", color="#9bb4cf")
        for edge, count in zip(edges, reliability.counts, strict=True):
            above = max(1, int(count)) * 1.2
            lower.text(edge + 0.045, above, str(int(count)), ha="center", fontsize=7)
        most = max(1, int(reliability.counts.max()))
        lower.set(yscale="log", ylim=(0.7, most * 8), xlim=(-0.02, 1.02))
        lower.set(ylabel="Pairs [number]", xlabel="Score [probability]")


def plot_confusion(path: Path, labels: Sequence[str], matrix: NDArray[np.int64]) -> None:
    """Which sound was taken for which, as counts.

    Rows without clips are left out, and so are columns that neither have such a row nor
    were ever answered.

    Parameters
    ----------
    path : Path
    labels : sequence of str
    matrix : ndarray, shape (labels, labels) or (labels, labels + 1)
        Clips by what they hold and what was heard; the last column of the second form: none.

    Raises
    ------
    ValueError
        The matrix has another shape.
    """
    if matrix.shape not in {(len(labels), len(labels) + more) for more in (0, 1)}:
        raise ValueError(f"A matrix of shape {matrix.shape} does not fit {len(labels)} labels.")
    heard = [*labels, "none"][: matrix.shape[1]]
    rows = [i for i in range(len(labels)) if matrix[i].sum()]
    columns = [j for j in range(len(heard)) if j in rows or matrix[:, j].sum()]
    totals = matrix.sum(axis=1)
    size = (2.4 + 0.34 * len(columns), 2.2 + 0.27 * len(rows))
    with _Sheet(path, size) as figure:
        pane = figure.subplots()
        pane.grid(False)
        for y, i in enumerate(rows):
            for x, j in enumerate(columns):
                if matrix[i, j]:
                    _cell(pane, x, y, int(matrix[i, j]), float(matrix[i, j] / totals[i]), i == j)
        pane.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
        pane.set_xticks(range(len(columns)), [_spoken(heard[j]) for j in columns], rotation=90)
        pane.set_yticks(range(len(rows)), [f"{_spoken(labels[i])} ({totals[i]})" for i in rows])
        pane.set(xlabel="Heard as", ylabel="Sound of the clip (clips)")
        pane.set_title("Clips by sound; darker: larger share of the row", loc="left")


def plot_early(
    path: Path,
    seconds: Sequence[float],
    shares: Sequence[float],
    intervals: Sequence[tuple[float, float]],
) -> None:
    """How often a sound is named right after so much of it.

    Parameters
    ----------
    path : Path
    seconds : sequence of float
        Sound heard since its onset [s].
    shares : sequence of float
        Top-1, in 0..1.
    intervals : sequence of (float, float)
        95 % each.
    """
    low, high = np.array(intervals, np.float64).reshape(-1, 2).T
    middle = np.array(shares, np.float64)
    with _Sheet(path, (5.0, 3.4)) as figure:
        pane = figure.subplots()
        bars = np.maximum(0.0, [middle - low, high - middle])
        pane.errorbar(seconds, middle, yerr=bars, fmt="o-", color=OURS, capsize=4)
        for second, share in zip(seconds, middle, strict=True):
            pane.annotate(f"{share:.0%}", (second, share), (6, -12), textcoords="offset points")
        pane.set_xscale("log")
        pane.set_xticks(list(seconds), [f"{second:g}" for second in seconds])
        pane.set_xticks([], minor=True)
        pane.set(xlim=(min(seconds) * 0.8, max(seconds) * 1.35), ylim=(0, 1.02))
        pane.set(xlabel="Sound heard since its onset [s]", ylabel="Right name [share of clips]")
        pane.set_title("How soon a sound is named (bars: 95 % interval)", loc="left")


class _Sheet:
    """A figure in the project's style that is written where the block ends without error."""

    def __init__(self, path: Path, size: tuple[float, float]) -> None:
        from matplotlib import rc_context

        self._path, self._size = path, size
        self._style = rc_context(_STYLE)

    def __enter__(self) -> Figure:
        # Without pyplot: no window system is asked for and no figure is left open.
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._style.__enter__()
        self._figure = Figure(figsize=self._size, layout="constrained")
        FigureCanvasAgg(self._figure)
        return self._figure

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        try:
            if kind is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # A date would make every rerun another file.
                vector = self._path.suffix == ".svg"
                metadata: dict[str, None] = {"Date": None, "Creator": None} if vector else {}
                self._figure.savefig(self._path, dpi=110, metadata=metadata)
        finally:
            self._style.__exit__(kind, *rest)


def _curves(pane: Axes, pair: tuple[Curve, Curve], names: tuple[str, str]) -> None:
    styles = ((OURS, "-", 2.0), (THEIRS, "--", 1.5))
    ends: list[float] = []
    for of, (colour, style, width) in zip(pair, styles, strict=True):
        rates, recall = _steps(of)
        # Stairs drawn as lines: a dash pattern stays legible on them.
        pane.step(rates, recall, style, where="post", color=colour, lw=width)
        ends.append(float(recall[-1]))
    for name, at, (colour, _, _) in zip(names, _apart(ends), styles, strict=True):
        pane.annotate(
            name,
            (1.0, at),
            (4, 0),
            xycoords=pane.get_yaxis_transform(),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=8,
        )
    pane.set(xscale="log", xlim=(LOWEST_RATE, HIGHEST_RATE), ylim=(0, 1.03))
    ticks = [0.5, 1, 2, 5, 10, 20]
    pane.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    pane.set_xticks([], minor=True)
    pane.set_yticks([0, 0.25, 0.5, 0.75, 1])
    # The grid says where the numbers are; without marks the file is smaller.
    pane.tick_params(bottom=False, left=False)


def _steps(of: Curve) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The step function within the picture, from its left edge to its right."""
    corners = frontier(of)
    inside = corners.false_per_hour <= HIGHEST_RATE
    rates, recall = corners.false_per_hour[inside], corners.recall[inside]
    left = float(np.max(recall[rates <= LOWEST_RATE], initial=0.0))
    right = float(np.max(recall, initial=0.0))
    within = rates > LOWEST_RATE
    return (
        np.array([LOWEST_RATE, *rates[within], HIGHEST_RATE]),
        np.array([left, *recall[within], right]),
    )


def _apart(heights: list[float]) -> list[float]:
    """Two heights, moved apart where names there would cover each other."""
    first, second = heights
    middle = min(max((first + second) / 2, _LEAST_GAP / 2), 1 - _LEAST_GAP / 2)
    if abs(first - second) >= _LEAST_GAP:
        return heights
    half = _LEAST_GAP / 2 if first >= second else -_LEAST_GAP / 2
    return [middle + half, middle - half]


def _cell(pane: Axes, x: int, y: int, count: int, share: float, right: bool) -> None:
    from matplotlib.patches import Rectangle

    # The diagonal has a frame, since a row may be darkest elsewhere.
    frame: dict[str, Any] = {"ec": "black", "lw": 1.2} if right else {"ec": "none"}
    grey = str(round(0.93 - 0.78 * share, 2))
    pane.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=grey, **frame))
    ink = "white" if share > 0.5 else "black"
    pane.text(x, y, str(count), ha="center", va="center", fontsize=7.5, color=ink)


def _spoken(label: str) -> str:
    return label.replace("_", " ")
