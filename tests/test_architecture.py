"""The way imports point, the names that rooms may have, the size of files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "edge_aac"
FILES = sorted(PACKAGE.rglob("*.py"))

STAGES = {
    "audio",
    "features",
    "encoder",
    "events",
    "captions",
    "salience",
    "speech",
    "journal",
    "subtitles",
    "library",
    "taught",
}
GROUND = {"types", "errors", "taxonomy", "printable", "devices"}
GROUND |= {"sound_span", "process", "native", "jack", "paths", "reasons", "enduring", "finite"}
LEVELS = {
    **dict.fromkeys(GROUND, 0),
    **dict.fromkeys(STAGES, 1),
    "report": 1,
    "answers": 2,
    "settings": 2,
    "pipeline": 2,
    "supervision": 3,
    "control": 4,
    "service": 5,
    "page": 2,
    "model_opening": 3,
    "teaching": 4,
    "build": 6,
    "build_listener": 6,
    "api": 7,
    "bench": 7,
    "doctor": 7,
    "archive": 7,
    "live": 7,
    "cli": 8,
    "__main__": 9,
    "__init__": 9,
}
"""A room may import rooms of a lower level, and itself."""

BESIDE = {
    ("taxonomy", "types"),
    ("sound_span", "types"),
    ("finite", "types"),
    ("devices", "enduring"),
    ("devices", "errors"),
    ("devices", "jack"),
    ("devices", "native"),
    ("devices", "reasons"),
    ("errors", "reasons"),
    ("devices", "paths"),
    ("native", "jack"),
    ("native", "process"),
}
"""Neighbours on one level that may know each other, in this direction."""

SPEECH = {
    "synthesis": set(),
    "queue": set(),
    "voice": {"synthesis"},
    "speaker": {"queue", "voice", "synthesis"},
}
"""Inside speech: what a folder may import of the others.

The voice's process knows nothing of the listener's side, which knows the voice's limits.
"""

FOREIGN = {
    "torch",
    "tensorflow",
    "sklearn",
    "pandas",
    "matplotlib",
    "scipy",
    "paho",
    "edge_aac_mqtt",
    "edge_aac_score",
    "models",
    "quantize",
    "benchmarks",
}
LAZY = {"sounddevice", "soundfile", "soxr", "onnxruntime", "pyttsx3", "ai_edge_litert"}
LAZY |= {"evdev", "gpiozero", "distributed", "pyarrow", "tqdm"}
"""Imported where they are needed: the start-up does not pay for them."""

DOORED = {"onnxruntime", "sounddevice", "soundfile"}
"""Imported by `native` alone, which has them send nothing and run nothing."""

VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
LONGEST = 300


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST, path: Path) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in a file, with its line."""
    inside = ("edge_aac", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = inside[: len(inside) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def offences(source: str, path: Path) -> list[str]:
    """What a file of edge_aac imports and may not."""
    tree = ast.parse(source)
    own = room(path)
    found = []
    for module, line in imported(tree, path):
        parts = module.split(".")
        where = f"{path.relative_to(ROOT)}:{line}"
        if parts[0] in DOORED and own != "native":
            found.append(f"{where} imports {module}, which comes through edge_aac.native")
        if parts[0] in FOREIGN:
            found.append(f"{where} imports {module}, which is not for the device")
        if parts[0] != "edge_aac" or len(parts) < 2 or parts[1] not in LEVELS:
            continue
        other = parts[1]
        if other == own or (own, other) in BESIDE:
            continue
        if own not in LEVELS:
            found.append(f"{where}: {own} is a room without a level")
        elif LEVELS[other] >= LEVELS[own]:
            found.append(f"{where}: {own} may not import {other}")
        elif own == "report" and other not in GROUND:
            found.append(f"{where}: report may import only the ground, not {other}")
    return found


def eager(source: str) -> list[str]:
    """Heavy modules imported when the file is, outside any function."""
    waiting: list[ast.AST] = [ast.parse(source)]
    found = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in LAZY]
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LAZY:
            found.append(str(node.module))
        waiting.extend(ast.iter_child_nodes(node))
    return found


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way_and_stay_on_the_device(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_modules_are_imported_where_they_are_needed(path: Path) -> None:
    assert eager(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_file_is_short_and_named_after_what_it_holds(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert not VAGUE & {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}


RAISING = {"exists", "is_file", "is_dir", "expanduser", "read_bytes"}
"""Methods of a path that raise for a name too long or a home unknown, or wait at a pipe."""
MAY_RAISE = {"paths.py": RAISING, "speech/synthesis/synthesiser.py": {"read_bytes"}}
"""The one place that knows what to do then, and a file in the voice's own folder."""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_what_lies_at_a_path_is_asked_in_one_place(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    called = {
        node.func.attr
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & RAISING <= MAY_RAISE.get(str(path.relative_to(PACKAGE)), set())


def twice(names: Iterator[tuple[str, Path]]) -> dict[str, list[str]]:
    """Names that stand in more than one file, with the files."""
    found: dict[str, list[str]] = {}
    for name, path in names:
        found.setdefault(name, []).append(str(path.relative_to(PACKAGE)))
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_module_has_the_name_of_another() -> None:
    assert twice((path.stem, path) for path in FILES if not path.stem.startswith("__")) == {}


def test_no_class_has_the_name_of_another() -> None:
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in FILES)
    classes = (
        (node.name, path)
        for path, tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert twice(classes) == {}


def test_a_name_that_stands_twice_is_noticed() -> None:
    names = iter([("Voice", PACKAGE / "a.py"), ("Voice", PACKAGE / "b.py"), ("Ear", PACKAGE / "b")])
    assert twice(names) == {"Voice": ["a.py", "b.py"]}


@pytest.mark.parametrize("folder", sorted(SPEECH))
def test_the_folders_of_speech_import_one_way(folder: str) -> None:
    for path in (PACKAGE / "speech" / folder).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = (module.split(".") for module, _ in imported(tree, path))
        used = {one[2] for one in parts if one[:2] == ["edge_aac", "speech"] and len(one) > 2}
        assert used & set(SPEECH) <= SPEECH[folder] | {folder}, path


def test_every_folder_of_speech_has_its_place() -> None:
    folders = {path.parent.name for path in (PACKAGE / "speech").glob("*/*.py")}
    assert folders == set(SPEECH)


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {room(path) for path in FILES} - {"bundles"}
    assert rooms == set(LEVELS)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("events/x.py", "from edge_aac.salience.gate import Gate"),
        ("events/x.py", "from edge_aac import salience"),
        ("events/x.py", "from ..salience import gate"),
        ("events/x.py", "def f():\n    import torch"),
        ("encoder/x.py", "import scipy.signal"),
        ("salience/x.py", "import edge_aac.pipeline"),
        ("types.py", "from edge_aac.events.detector import Detector"),
        ("report.py", "from edge_aac.salience.gate import Gate"),
        ("pipeline/x.py", "from edge_aac.cli import main"),
        ("pipeline/x.py", "from edge_aac.settings import Settings"),
        ("service/x.py", "from models.net import Net"),
        ("supervision/x.py", "from edge_aac.control.command import Command"),
        ("control/x.py", "from edge_aac.service.listener import Listener"),
        ("service/x.py", "from edge_aac.build import build_pipeline"),
        ("encoder/x.py", "def f():\n    import onnxruntime"),
        ("audio/x.py", "from sounddevice import query_devices"),
    ],
)
def test_a_wrong_import_is_noticed(place: str, line: str) -> None:
    assert offences(line, PACKAGE / place)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("events/x.py", "from edge_aac.events.event_settings import EventSettings"),
        ("events/x.py", "from edge_aac.types import Event"),
        ("settings/x.py", "from edge_aac.events.event_settings import EventSettings"),
        ("build.py", "from edge_aac.settings import Settings"),
        ("cli/x.py", "from edge_aac.service.listener import Listener"),
        ("control/x.py", "from edge_aac.supervision.health import HealthSnapshot"),
        ("report.py", "from edge_aac.types import Event"),
        ("events/x.py", "from edge_aac import __version__"),
    ],
)
def test_a_right_import_is_let_pass(place: str, line: str) -> None:
    assert offences(line, PACKAGE / place) == []


def test_a_heavy_import_outside_a_function_is_noticed() -> None:
    assert eager("try:\n    import sounddevice\nexcept OSError:\n    pass") == ["sounddevice"]
    assert eager("def f():\n    import sounddevice") == []
