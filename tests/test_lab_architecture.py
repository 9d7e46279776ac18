"""The lab's floors: which room of models, quantize and benchmarks may import which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("models", "quantize", "benchmarks")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

COMMANDS = "a command"
"""A file beside the rooms: somebody runs it, and nothing imports it."""
FLOORS = {
    "models.ground": 0,
    "models.baseline": 1,
    "models.grammar": 1,
    "models.listening": 1,
    "models.networks": 1,
    "models.synthesis": 1,
    "models.tagger": 1,
    "models.data": 2,
    "models.captioned": 3,
    "models.trunk": 3,
    "models.training": 4,
    "models.tuning": 4,
    "models.evaluation": 5,
    "models.tonal": 5,
    "models.raters": 6,
    "models.research": 6,
    "quantize": 6,
    "benchmarks.renderer": 6,
    "benchmarks.soundserver": 6,
    "benchmarks.broker": 6,
    "benchmarks.soundscapes": 7,
    "benchmarks.soak": 7,
    "benchmarks.teach": 8,
    "benchmarks.faults": 8,
    "benchmarks.self_hearing": 8,
    "benchmarks.tonal": 8,
    "benchmarks.retrieval": 8,
    COMMANDS: 9,
}
"""A room may import rooms of lower floors, and itself."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
SHARED = {
    ("benchmarks.speech_endurance", "benchmarks.speech_latency"),
}
"""One command that goes on where another ends, in this direction."""


def room(parts: tuple[str, ...]) -> str:
    """The room of a file, given its path from the root without its ending."""
    if parts[0] == "quantize":
        return "quantize"
    return ".".join(parts[:2]) if len(parts) > 2 else COMMANDS


def modules() -> dict[str, str]:
    """Every module of the lab, and its room."""
    found = {}
    for path in FILES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] == "__init__":
            name = ".".join(parts[:-1])
            found[name] = name if len(parts) > 2 or parts[0] == "quantize" else COMMANDS
        else:
            found[".".join(parts)] = room(parts)
    return found


MODULES = modules()


def imported(source: str) -> Iterator[str]:
    """The modules of the lab that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            outwards = (".".join(parts[:count]) for count in range(len(parts), 1, -1))
            yield from [one for one in outwards if one in MODULES][:1]


def offences(module: str, own: str, source: str) -> list[str]:
    """What a file imports from its own floor or from above, but for its own room."""
    found = []
    for other in imported(source):
        theirs = MODULES[other]
        if (theirs == own != COMMANDS) or (module, other) in SHARED or FLOORS[theirs] < FLOORS[own]:
            continue
        found.append(f"{module} ({own}) imports {other} ({theirs})")
    return found


def test_every_room_has_its_floor() -> None:
    assert set(MODULES.values()) == set(FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    assert offences(module, MODULES[module], path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_is_named_after_what_it_holds(path: Path) -> None:
    assert not VAGUE & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("models.ground.corpus", "from models.data.pool import Pool"),
        ("models.data.pool", "from models.evaluation import report"),
        ("models.evaluation.report", "from benchmarks.soundscapes.judge import bound"),
        ("models.trunk.network", "def f():\n    import quantize.int8"),
        ("models.evaluate", "from models.tune import main"),
        ("benchmarks.renderer.door", "from benchmarks.tonal.cases import Case"),
    ],
)
def test_a_wrong_import_is_noticed(module: str, line: str) -> None:
    assert offences(module, MODULES[module], line)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("models.data.pool", "from models.ground.corpus import Clip"),
        ("models.data.pool", "from models.data.scene import Scene"),
        ("models.evaluate", "from models.evaluation import report"),
        ("benchmarks.size", "from models.ground.result import today"),
        ("quantize.__main__", "from edge_aac.types import FloatArray"),
    ],
)
def test_a_right_import_is_let_pass(module: str, line: str) -> None:
    assert offences(module, MODULES[module], line) == []
