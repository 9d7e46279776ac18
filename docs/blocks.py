"""The parts of README.md and docs/json-lines.md that the program writes, so they cannot drift.

    python docs/blocks.py            say which blocks differ from the program; exit code 1 if any
    python docs/blocks.py --write    write them again

A block stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. In: the
program's help, the taxonomy, the settings' definitions, the reports' kinds, states and rules,
`benchmarks/results/*.json`. Out: the documents' text. Never does: touching a word outside the
markers.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from benchmarks.result import Result, load
from edge_aac.report import KINDS
from edge_aac.salience.reasons import Rule
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority, State

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
LINES = ROOT / "docs" / "json-lines.md"
RESULTS = ROOT / "benchmarks" / "results"
COST = "cost.json"
"""The result that has a block of its own."""

_BLOCK = re.compile(
    r"(<!-- begin (?P<name>[\w-]+) -->\n)(?P<body>.*?)(<!-- end (?P=name) -->)", re.S
)


def listen_help() -> str:
    """What `edge-aac listen --help` prints."""
    # The width and the colour of help follow the terminal; the README has neither.
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "edge_aac", "listen", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    return f"```text\n{done.stdout.strip()}\n```"


def labels() -> str:
    """The labels of each priority, the most urgent first."""
    taxonomy = load_taxonomy()
    return "\n".join(
        _priority(p, [x.name for x in taxonomy.every if x.priority is p])
        for p in sorted(Priority, key=lambda p: -p.rank)
    )


def _priority(priority: Priority, own: Sequence[str]) -> str:
    return f"- {priority.value.capitalize()}, {len(own)}: {', '.join(own).replace('_', ' ')}."


def settings(root: type[BaseModel] = Settings) -> str:
    """Every section and field of the settings, as lists that read well aloud."""
    sections = []
    for section, field in root.model_fields.items():
        model = field.annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        lines = [f"`[{section}]`", ""]
        lines += [_line(name, own) for name, own in model.model_fields.items()]
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _line(name: str, field: FieldInfo) -> str:
    default = _default(field.get_default(call_default_factory=True))
    return f"- `{name}`{default}: {field.description}"


def _default(value: Any) -> str:
    if value is None or value in ({}, (), []):
        return ""
    if isinstance(value, bool):
        return f" (default `{str(value).lower()}`)"
    told = getattr(value, "value", value)
    return f" (default `{told}`)"


def cost(folder: Path = RESULTS) -> str:
    """What listening costs, with command, day and machine."""
    return _told(load(folder / COST))


def results(folder: Path = RESULTS) -> str:
    """Every other benchmark's figures, with command, day and machine."""
    found = [load(path) for path in sorted(folder.glob("*.json")) if path.name != COST]
    return "\n\n".join(_told(result) for result in found) if found else "No results yet."


def _told(result: Result) -> str:
    lines = [f"**{result.question}**", ""]
    lines += [f"- {what}: {figure}" for what, figure in result.rows]
    lines += ["", f"Measured by `{result.command}` on {result.date}; {result.machine}."]
    return "\n".join(lines)


def kinds() -> str:
    """Every kind of line, with its fields."""
    return "\n\n".join(
        "\n".join(
            [f"`{kind}`", "", *(f"- `{name}`: {meaning}" for name, meaning in fields.items())]
        )
        for kind, fields in KINDS.items()
    )


def states() -> str:
    """Every state of a status."""
    return "\n".join(f"- `{state.value}`: {state.meaning}" for state in State)


def rules() -> str:
    """Every rule of a decision."""
    return "\n".join(f"- `{rule.value}`: {rule.because}" for rule in Rule)


BLOCKS: Mapping[str, Callable[[], str]] = {
    "labels": labels,
    "listen-help": listen_help,
    "settings": settings,
    "cost": cost,
    "results": results,
}
"""Each block's name and what writes it."""
LINE_BLOCKS: Mapping[str, Callable[[], str]] = {"kinds": kinds, "states": states, "rules": rules}
"""The same, of the page about JSON lines."""
DOCUMENTS: Mapping[Path, Mapping[str, Callable[[], str]]] = {README: BLOCKS, LINES: LINE_BLOCKS}
"""Each document and its blocks."""


def names(text: str) -> list[str]:
    """The names of the blocks that a text holds, in order."""
    return [match["name"] for match in _BLOCK.finditer(text)]


def render(text: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> str:
    """The text with every block written anew.

    Raises
    ------
    ValueError
        If a block is missing, stands there twice, or has a name that nothing writes.
    """
    there = names(text)
    if sorted(there) != sorted(blocks):
        raise ValueError(
            f"The document holds the blocks {there}; each of {list(blocks)} belongs once."
        )
    return _BLOCK.sub(lambda m: f"{m[1]}\n{blocks[m['name']]()}\n\n{m[4]}", text)


def stale(text: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> list[str]:
    """The names of the blocks that differ from what the program says now."""
    fresh = {m["name"]: m["body"] for m in _BLOCK.finditer(render(text, blocks))}
    return [m["name"] for m in _BLOCK.finditer(text) if m["body"] != fresh[m["name"]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the documents, or write them."""
    parser = argparse.ArgumentParser(description="Check or write the generated parts of documents.")
    parser.add_argument("--write", action="store_true", help="write them again")
    chosen = parser.parse_args(arguments)
    return max(_settle(path, blocks, chosen.write) for path, blocks in DOCUMENTS.items())


def _settle(path: Path, blocks: Mapping[str, Callable[[], str]], write: bool) -> int:
    """Check one document, or write it; the exit code."""
    text = path.read_text(encoding="utf-8")
    try:
        old = stale(text, blocks)
    except ValueError as fault:
        print(f"{path.name}: {fault}", file=sys.stderr)
        return 1
    if write:
        path.write_text(render(text, blocks), encoding="utf-8")
        done = f"written again: {', '.join(old)}." if old else "nothing to do."
        print(f"{path.name}: {done}")
        return 0
    if old:
        print(
            f"{path.name} no longer says what the program says in: {', '.join(old)}. "
            "Run make readme."
        )
        return 1
    print(f"{path.name}: {len(blocks)} generated blocks are as the program writes them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
