"""The listener opens no network: its code and this program know nothing of each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imported(path: Path) -> set[str]:
    """The packages that a file imports anywhere."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


SERVES = ROOT / "edge_aac" / "live" / "live_server.py"
"""The local page, a program of its own beside the listener, which it asks through a socket; that it
calls nobody is watched in `tests/test_privacy.py`."""


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("edge_aac", {"edge_aac_mqtt", "paho", "http", "urllib", "requests", "ssl"}),
        ("edge_aac_mqtt", {"edge_aac", "numpy", "models", "benchmarks"}),
        ("edge_aac_score", {"edge_aac_mqtt", "models", "benchmarks", "torch"}),
    ],
)
def test_neither_imports_the_other(package: str, foreign: set[str]) -> None:
    files = [path for path in sorted((ROOT / package).rglob("*.py")) if path != SERVES]
    assert files
    assert {str(one): imported(one) & foreign for one in files if imported(one) & foreign} == {}


def test_the_listener_never_imports_the_page() -> None:
    """Nothing but the verb `live` does."""
    package = ROOT / "edge_aac"
    those = [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        if path.parent.name != "live" and "edge_aac.live" in path.read_text(encoding="utf-8")
    ]
    assert those == ["cli/live.py"]


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "edge_aac_mqtt").glob("*.py")),
        *sorted((ROOT / "edge_aac_score").glob("*.py")),
    ],
    ids=lambda p: p.name,
)
def test_every_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
