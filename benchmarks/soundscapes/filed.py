"""Firings that were looked at: which were true events that nobody had labelled.

In: `filed.csv` beside this file: a recording, the label that fired, the verdict (`true` or
`false`) and why. Out: the verdict on a firing. Never does: judging by itself.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from benchmarks.soundscapes.judge import Firing

_TABLE = Path(__file__).with_name("filed.csv")


def load_filed(path: Path = _TABLE) -> Mapping[tuple[str, str], bool]:
    """(recording, label) -> whether it truly holds the sound."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(row["path"], row["label"]): row["verdict"] == "true" for row in rows}


def is_true(firing: Firing, filed: Mapping[tuple[str, str], bool]) -> bool:
    """Whether one of the recordings that played holds the sound after all."""
    return any(filed.get((path, firing.label), False) for path in firing.playing)
