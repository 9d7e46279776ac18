"""What a benchmark leaves behind: one small JSON file that says its question, date and machine.

In: the question, the command, and rows of (what, figure) in the words docs/results.md
shall print. Out: `results/NAME.json`, read back by that page's generated block, and
`results/details/NAME.json` with all the rest, which is not under version control: the command in
the former makes it again. Never does: measuring, or rounding a figure that a benchmark has put
into words.
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
DETAILS = "details"
"""The folder beside them that version control leaves out: figures behind the rows, and plots."""


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
    kept: Mapping[str, Any] = field(default_factory=dict)
    """The few figures beyond the rows that another command reads, as the model card's."""

    def write(self, path: Path) -> None:
        """Write the run as JSON, and its details beside it, making the folders where needed."""
        content = {
            "question": self.question,
            "date": self.date,
            "machine": self.machine,
            "command": self.command,
            "rows": [list(row) for row in self.rows],
        }
        _write(path, {**content, "kept": dict(self.kept)} if self.kept else content)
        if self.details:
            _write(beside(path), dict(self.details))


def beside(path: Path) -> Path:
    """Where the details of a result are written; plots have the same name with another ending."""
    return path.parent / DETAILS / path.name


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def today(
    question: str,
    command: str,
    rows: Sequence[tuple[str, str]],
    details: Mapping[str, Any] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Result:
    """A result of this day on this machine."""
    day = date.today().isoformat()
    return Result(question, command, rows, day, machine(), details or {}, kept or {})


def load(path: Path) -> Result:
    """Read a result back, without its details.

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
            kept=content.get("kept", {}),
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
