"""Recall against level, and miss rate against false alarms, as SVG.

In: a report. Out: two files. Nothing is shown by colour alone: ours is a solid line with dots,
the baseline's a dashed one with crosses.

Never does: computing.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot as plt  # the back end is chosen first

from benchmarks.soundscapes.report import Report

_WIDTH = 4


def plot(report: Report, folder: Path) -> None:
    """Write `soundscapes.recall.svg` and `soundscapes.det.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    if report.recall:
        _recall(report, folder / "soundscapes.recall.svg")
        _det(report, folder / "soundscapes.det.svg")


def _recall(report: Report, path: Path) -> None:
    figure, axes = _grid(len(report.recall))
    for axis, (group, levels) in zip(axes, report.recall.items(), strict=False):
        x = list(levels)
        for which, style, name in ((0, "o-", "ours"), (1, "x--", "YAMNet at 0.8")):
            parts = [levels[level][which] for level in x]
            axis.plot(x, [p.k / max(1, p.n) for p in parts], style, label=name, markersize=4)
            if which == 0:
                axis.fill_between(x, [p.low for p in parts], [p.high for p in parts], alpha=0.2)
        axis.set_title(f"{group.replace('_', ' ')} (n={levels[x[0]][0].n})", fontsize=8)
        axis.set_ylim(-0.02, 1.02)
    axes[0].legend(fontsize=6)
    figure.supxlabel("level over the bed [dB]", fontsize=8)
    figure.supylabel("recall", fontsize=8)
    _save(figure, path)


def _det(report: Report, path: Path) -> None:
    figure, axes = _grid(len(report.curves))
    for axis, (group, (ours, baselines)) in zip(axes, report.curves.items(), strict=False):
        axis.plot(ours.per_hour + 0.01, ours.miss, "o-", markersize=2, label="ours")
        axis.plot(baselines.per_hour + 0.01, baselines.miss, "x--", markersize=3, label="YAMNet")
        axis.set_xscale("log")
        axis.set_title(group.replace("_", " "), fontsize=8)
        axis.set_ylim(-0.02, 1.02)
    axes[0].legend(fontsize=6)
    figure.supxlabel("false alarms per hour (+0.01), scores alone", fontsize=8)
    figure.supylabel("missed, 0 dB and up", fontsize=8)
    _save(figure, path)


def _grid(count: int):  # type: ignore[no-untyped-def]  # matplotlib's own types say nothing here
    rows = -(-count // _WIDTH)
    figure, axes = plt.subplots(rows, _WIDTH, figsize=(9, 1.9 * rows), sharey=True)
    flat = list(axes.flat)
    for axis in flat:
        axis.tick_params(labelsize=6)
        axis.grid(alpha=0.3)
    for axis in flat[count:]:
        axis.set_visible(False)
    return figure, flat


def _save(figure, path: Path) -> None:  # type: ignore[no-untyped-def]  # as above
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
