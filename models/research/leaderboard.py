"""The table of all runs of one budget: JSON, words, and a picture.

In: rows by name. Out: lines of figures, best first, and an SVG. Never does: choosing a winner
where intervals overlap; the reader has them beside each figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from models.research.judging import Row


def ranked(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Best mean average precision first; names in their order where it is the same."""
    return dict(sorted(rows.items(), key=lambda one: (-one[1].precision, one[0])))


def lines(rows: Mapping[str, Row]) -> list[tuple[str, str]]:
    """Name and figures in words, best first."""
    return [
        (
            name,
            f"mean average precision {row.precision:.3f} (95 % {row.precision_low:.3f} to "
            f"{row.precision_high:.3f}, {row.labels} labels); "
            f"events in captions F1 {row.f1:.3f} ({row.f1_low:.3f} to {row.f1_high:.3f}, "
            f"{row.scenes} scenes, {row.distinct} different captions); "
            f"ESC-50 fold 3 top-1 {row.top1:.3f} ({row.top1_low:.3f} to {row.top1_high:.3f}, "
            f"n={row.clips}); CIDEr-D beside people {row.cider:.3f} (n={row.described}); "
            f"{row.milliseconds:.1f} ms per second of sound; {row.megabytes:.2f} MB"
            + ("" if row.streams else "; offline, hears a whole recording at once"),
        )
        for name, row in ranked(rows).items()
    ]


def plot(path: Path, rows: Mapping[str, Row], title: str) -> None:
    """Precision against cost; names stand beside their points, so that no colour is needed."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "edge-aac", "svg.fonttype": "none"}):
        figure = Figure(figsize=(8.0, 0.6 + 0.5 * max(4, len(rows))), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        names = list(ranked(rows))[::-1]
        for place, name in enumerate(names):
            row = rows[name]
            left.plot([row.precision_low, row.precision_high], [place, place], "-", color="black")
            left.plot([row.precision], [place], "o", color="black")
            right.barh(place, row.milliseconds, color="#9bb4cf")
            words = f" {row.milliseconds:.1f} ms, {row.megabytes:.1f} MB"
            right.text(row.milliseconds, place, words, va="center", fontsize=8)
        left.set_yticks(range(len(names)), names)
        left.set(xlabel="Mean average precision, 95 % interval", xlim=(0.0, None))
        right.set(xlabel="CPU per second of sound [ms]")
        right.margins(x=0.5)
        figure.suptitle(title)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
