"""What a benchmark leaves behind: one JSON file that says its question, date and machine.

In: the question, the command, and rows of (what, figure) in the words docs/results.md
shall print. Out: `results/NAME.json`, read back by that page's generated block. Never does:
measuring, or rounding a figure that a benchmark has put into words.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
"""Where the results that docs/results.md shows are kept."""


@dataclass(frozen=True, slots=True)
class Result:
    """One run of one benchmark."""

    question: str
    """What was asked, as a heading."""
    command: str
    """The command that anyone can run to ask again."""
    rows: Sequence[tuple[str, str]]
    """What was measured and its figure, with n and interval: ("recall", "19 of 20 recordings")."""
    date: str
    """Day of the run, ISO 8601."""
    machine: str
    details: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else the run gave, for those who look closer; no page prints it."""

    def write(self, path: Path) -> None:
        """Write the run as JSON, making the folder where needed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "question": self.question,
            "date": self.date,
            "machine": self.machine,
            "command": self.command,
            "rows": [list(row) for row in self.rows],
            "details": dict(self.details),
        }
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def today(
    question: str,
    command: str,
    rows: Sequence[tuple[str, str]],
    details: Mapping[str, Any] | None = None,
) -> Result:
    """A result of this day on this machine."""
    return Result(question, command, rows, date.today().isoformat(), machine(), details or {})


def load(path: Path) -> Result:
    """Read a result back.

    Raises
    ------
    ValueError
        If the file is not a result; the message names the file and what it lacks.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = [(str(what), str(figure)) for what, figure in content["rows"]]
        return Result(
            content["question"],
            content["command"],
            rows,
            content["date"],
            content["machine"],
            content.get("details", {}),
        )
    except KeyError as fault:
        raise ValueError(f"{path} is no benchmark result: it has no {fault}.") from fault
    except (ValueError, TypeError) as fault:
        raise ValueError(f"{path} is no benchmark result: {fault}") from fault


def machine() -> str:
    """The machine in words: processor, number of cores, Python."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
