"""The parts of README.md that the program writes, so that they cannot drift.

    python docs/blocks.py            say which blocks differ from the program; exit code 1 if any
    python docs/blocks.py --write    write them again

A block stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. In: the
program's help, the taxonomy, the settings' definitions, `benchmarks/results/*.json`. Out: the
README's text. Never does: touching a word outside the markers.
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
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
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


BLOCKS: Mapping[str, Callable[[], str]] = {
    "labels": labels,
    "listen-help": listen_help,
    "settings": settings,
    "cost": cost,
    "results": results,
}
"""Each block's name and what writes it."""


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
            f"README.md holds the blocks {there}; each of {list(blocks)} belongs once."
        )
    return _BLOCK.sub(lambda m: f"{m[1]}\n{blocks[m['name']]()}\n\n{m[4]}", text)


def stale(text: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> list[str]:
    """The names of the blocks that differ from what the program says now."""
    fresh = {m["name"]: m["body"] for m in _BLOCK.finditer(render(text, blocks))}
    return [m["name"] for m in _BLOCK.finditer(text) if m["body"] != fresh[m["name"]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the README, or write it."""
    parser = argparse.ArgumentParser(description="Check or write the generated parts of README.md.")
    parser.add_argument("--write", action="store_true", help="write them again")
    chosen = parser.parse_args(arguments)
    text = README.read_text(encoding="utf-8")
    try:
        old = stale(text)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 1
    if chosen.write:
        README.write_text(render(text), encoding="utf-8")
        print(
            f"README.md: written again: {', '.join(old)}." if old else "README.md: nothing to do."
        )
        return 0
    if old:
        print(
            f"README.md no longer says what the program says in: {', '.join(old)}. Run make readme."
        )
        return 1
    print(f"README.md: {len(BLOCKS)} generated blocks are as the program writes them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
