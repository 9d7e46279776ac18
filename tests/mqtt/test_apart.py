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


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("edge_aac", {"edge_aac_mqtt", "paho", "http", "urllib", "requests", "ssl"}),
        ("edge_aac_mqtt", {"edge_aac", "numpy", "models", "benchmarks"}),
        ("edge_aac_score", {"edge_aac_mqtt", "models", "benchmarks", "torch"}),
    ],
)
def test_neither_imports_the_other(package: str, foreign: set[str]) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    assert {str(one): imported(one) & foreign for one in files if imported(one) & foreign} == {}


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
