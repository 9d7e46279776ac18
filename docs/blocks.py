"""The parts of README.md and the pages in docs/ that the program writes, so they cannot drift.

    python docs/blocks.py            say which blocks differ from the program; exit code 1 if any
    python docs/blocks.py --write    write them again, and the picture of the rooms

A block stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``. In: the
program's help, the taxonomy, the settings' definitions, the reports' kinds, states and rules,
`benchmarks/results/*.json`, the list of what a board installs. Out: the documents' text. Never
does: touching a word outside the markers.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deploy.lock import Locked, read_lock
from deploy.resolving import OURS
from edge_aac.report import FIGURES as STATUS_FIGURES
from edge_aac.report import HEARD, KINDS
from edge_aac.salience.rules import Rule
from edge_aac.settings import Settings
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority, State
from models.ground.result import Result, load

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
RESULTS = ROOT / "benchmarks" / "results"
COST = "cost.json"
"""The result that has a block of its own."""


def _rooms() -> ModuleType:
    """`rooms.py` beside this file, which stands in no package."""
    spec = importlib.util.spec_from_file_location("rooms", Path(__file__).with_name("rooms.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


ROOMS = _rooms()

_BLOCK = re.compile(
    r"(<!-- begin (?P<name>[\w-]+) -->\n)(?P<body>.*?)(<!-- end (?P=name) -->)", re.S
)


def listen_help() -> str:
    """What `edge-aac listen --help` prints."""
    # The width and the colour of help follow the terminal; a page has neither.
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


class Figure(NamedTuple):
    """One of the README's figures: a row of a result, in a sentence."""

    sentence: str
    """What was measured, with `{}` where the figure belongs, and `{machine}` if need be."""
    result: str
    """Name of the result's file, without its ending."""
    row: str
    """What the row says it measured."""


FIGURES: Mapping[str, Sequence[Figure]] = {
    "Hazards": (
        Figure(
            "rendered smoke alarms, as loud as the sound around them, named: {}",
            "soundscapes",
            "T3 named at +0 dB",
        ),
        Figure(
            "recorded alarms of any kind, announced: {}",
            "operating-point",
            "hazard alarm announced",
        ),
        Figure(
            "recorded sirens of emergency vehicles, announced: {}",
            "operating-point",
            "emergency vehicle announced",
        ),
        Figure(
            "false alarms in recordings without any sound that it announces: {}",
            "operating-point",
            "false alarms in distinct real hours",
        ),
    ),
    "Doorbells": (
        Figure("recorded doorbells, announced: {}", "operating-point", "doorbell announced"),
        Figure(
            "recorded doorbells over other sounds that are 5 to 20 dB quieter: {}",
            "announcements",
            "doorbell",
        ),
    ),
    "Latency": (
        Figure(
            "from the start of a knock, bark, horn, shot or breaking glass to the first word: {}",
            "impulses",
            "first sample to its words (bar p95 900 ms)",
        ),
        Figure(
            "from the start of a rendered smoke or carbon monoxide alarm to its announcement: {}",
            "soundscapes",
            "T3 and T4, onset to first announcement (0 dB and up, from a cycle's start)",
        ),
    ),
    "CPU of the whole listener": (
        Figure("with LiteRT, on {machine}: {}", "cost", "CPU of the whole listener, LiteRT"),
        Figure(
            "with ONNX Runtime, on the same: {}", "cost", "CPU of the whole listener, ONNX Runtime"
        ),
    ),
    "Size": (
        Figure("all networks and the vocabulary: {}", "size", "all networks and the vocabulary"),
    ),
}
"""The README's figures, by subject."""

_PERCENT = re.compile(r"(?P<percent>[\d.]+) ?% \(n=(?P<n>\d+).*?\)")
_PERCENT_OF = re.compile(r"[\d.]+ ?% \((?P<of>\d+ of \d+).*?\)")
_QUANTILES = re.compile(
    r"p50 (?P<half>[\d.]+ m?s), p95 (?P<most>[\d.]+ m?s)(, longest [\d.]+ m?s)? \(n=(?P<n>\d+)\)"
)


def figures(folder: Path = RESULTS) -> str:
    """The few figures of the README, as lines that read well aloud.

    Raises
    ------
    ValueError
        If a result has no such row; the message names both.
    """
    return "\n".join(
        line
        for subject, own in FIGURES.items()
        for line in (f"- **{subject}**", *(f"  - {_figure(one, folder)}" for one in own))
    )


def _figure(figure: Figure, folder: Path) -> str:
    result = load(folder / f"{figure.result}.json")
    rows = dict(result.rows)
    if figure.row not in rows:
        raise ValueError(f"The result {figure.result} has no row {figure.row!r}.")
    return figure.sentence.format(aloud(rows[figure.row]), machine=result.machine)


def aloud(figure: str) -> str:
    """A figure in words that are short when read aloud: counts before percentages.

    The intervals stay with the results.
    """
    figure = _PERCENT_OF.sub(r"\g<of>", figure)
    figure = _PERCENT.sub(_count, figure)
    figure = _QUANTILES.sub(
        r"half within \g<half>, 95 of 100 within \g<most> (\g<n> sounds)", figure
    )
    return figure.replace("(n=", "(")


def _count(match: re.Match[str]) -> str:
    n = int(match["n"])
    return f"{round(float(match['percent']) / 100 * n)} of {n}"


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


def subtitles(count: int, path: Path = RESULTS / "subtitles.srt") -> str:
    """The first cues of the composed programme's subtitles, one a line, without drawn arrows."""
    cues = path.read_text(encoding="utf-8").split("\n\n")[:count]
    told = ["\n".join(cue.splitlines()[1:]).replace(" --> ", " to ") for cue in cues]
    return "\n".join("    " + cue.replace("\n", " ") for cue in told)


def kinds() -> str:
    """Every kind of line, with its fields."""
    return "\n\n".join(
        "\n".join(
            [f"`{kind}`", "", *(f"- `{name}`: {meaning}" for name, meaning in fields.items())]
        )
        for kind, fields in KINDS.items()
    )


def status_figures() -> str:
    """What the figures of a status hold."""
    return "\n".join(f"- `{name}`: {meaning}" for name, meaning in STATUS_FIGURES.items())


def heard_figures() -> str:
    """What the figures of an answer to `heard` hold."""
    return "\n".join(f"- `{name}`: {meaning}" for name, meaning in HEARD.items())


def states() -> str:
    """Every state of a status."""
    return "\n".join(f"- `{state.value}`: {state.meaning}" for state in State)


def rules() -> str:
    """Every rule of a decision."""
    return "\n".join(f"- `{rule.value}`: {rule.because}" for rule in Rule)


def licences(entries: Sequence[Locked] | None = None) -> str:
    """Each package that is installed with the program, its licence, and what needs it."""
    lines = ["| Package | Version | Licence | Needed by |", "| --- | --- | --- | --- |"]
    versions: dict[str, list[Locked]] = {}
    for one in read_lock() if entries is None else entries:
        versions.setdefault(one.name, []).append(one)
    for name, locked in versions.items():
        version = " or ".join(one.version for one in locked)
        licence = "; ".join(dict.fromkeys(one.licence for one in locked))
        by = dict.fromkeys(parent for one in locked for parent in one.wanted_by)
        # Ourselves first: what we ask for is ours to answer for.
        told = ", ".join(sorted(by, key=lambda parent: (parent != OURS, parent)))
        lines.append(f"| {name} | {version} | {licence} | {told} |")
    return "\n".join(lines)


Blocks = Mapping[str, Callable[[], str]]
"""Each block's name and what writes it."""

DOCUMENTS: Mapping[Path, Blocks] = {
    README: {"subtitles": lambda: subtitles(3), "figures": figures},
    DOCS / "recordings.md": {"subtitles": lambda: subtitles(12)},
    DOCS / "using.md": {"labels": labels},
    DOCS / "settings.md": {"settings": settings, "listen-help": listen_help},
    DOCS / "licences.md": {"licences": licences},
    DOCS / "results.md": {"cost": cost, "results": results},
    DOCS / "architecture.md": {"rooms": ROOMS.words},
    DOCS / "json-lines.md": {
        "kinds": kinds,
        "figures": status_figures,
        "heard": heard_figures,
        "states": states,
        "rules": rules,
    },
}
"""Each document and its blocks."""
PICTURES: Mapping[Path, Callable[[], str]] = {DOCS / "architecture.svg": ROOMS.picture}
"""Each picture and what draws it."""


def names(text: str) -> list[str]:
    """The names of the blocks that a text holds, in order."""
    return [match["name"] for match in _BLOCK.finditer(text)]


def render(text: str, blocks: Blocks) -> str:
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


def stale(text: str, blocks: Blocks) -> list[str]:
    """The names of the blocks that differ from what the program says now."""
    fresh = {m["name"]: m["body"] for m in _BLOCK.finditer(render(text, blocks))}
    return [m["name"] for m in _BLOCK.finditer(text) if m["body"] != fresh[m["name"]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the documents, or write them."""
    parser = argparse.ArgumentParser(description="Check or write the generated parts of documents.")
    parser.add_argument("--write", action="store_true", help="write them again")
    chosen = parser.parse_args(arguments)
    documents = [_settle(path, blocks, chosen.write) for path, blocks in DOCUMENTS.items()]
    pictures = [_settle_picture(path, draw, chosen.write) for path, draw in PICTURES.items()]
    return max(documents + pictures)


def _settle(path: Path, blocks: Blocks, write: bool) -> int:
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


def _settle_picture(path: Path, draw: Callable[[], str], write: bool) -> int:
    """Check one picture, or draw it; the exit code."""
    if write:
        path.write_text(draw(), encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != draw():
        print(f"{path.name} no longer shows the code. Run make readme.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
