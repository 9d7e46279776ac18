"""What other machines took, stored with the program, and which of them a measurement may be set by.

In: figures. Out: the boards that were measured with the same runtime on the same sound at its own
pace; none where that does not hold. Never does: guessing what a board would take that nobody has
measured.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from edge_aac.answers.wording import Wording
from edge_aac.bench.bench_sound import MADE
from edge_aac.bench.figures import Figures

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class ReferenceBoard:
    """One machine's figures with one runtime."""

    name: str
    python: str
    version: str
    """Of the program that was measured there."""
    date: str
    runtime: str
    cpu_ms_per_second: float
    """Processor time of everything [ms per second of sound]."""
    hop_p95_ms: float
    """Time within which 95 of 100 hops were done [ms]."""
    peak_mib: float
    """Highest resident memory [MiB]."""


@cache
def reference_boards() -> tuple[ReferenceBoard, ...]:
    """All that is stored."""
    text = files("edge_aac.bench").joinpath("reference_boards.toml").read_text(encoding="utf-8")
    return tuple(ReferenceBoard(**row) for row in tomllib.loads(text)["board"])


def comparable(figures: Figures) -> tuple[ReferenceBoard, ...]:
    """Those that did the same work."""
    if not figures.realtime or figures.sound != MADE:
        return ()
    runtime = figures.executed.runtime
    return tuple(one for one in reference_boards() if one.runtime == runtime)


def reference_lines(figures: Figures, wording: Wording) -> list[str]:
    """A line a board."""
    return [
        wording.bench(
            "reference",
            board=one.name,
            version=one.version,
            ms=wording.decimal(one.cpu_ms_per_second, 1),
            times=wording.decimal(figures.whole / one.cpu_ms_per_second, 2),
        )
        for one in comparable(figures)
    ]


def reference_objects(figures: Figures) -> list[dict[str, Any]]:
    """The same for JSON."""
    return [asdict(one) for one in comparable(figures)]
