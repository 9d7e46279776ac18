"""What is handed to others: the wheel, its size and its company, the licence, the two commands."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import edge_aac

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = "edge_aac/bundles/edge-aac-s/"
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""sha256 of the licence's text as its authors publish it."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as archive:
        yield archive


@pytest.mark.slow
def test_the_wheel_carries_the_package_the_bundle_and_nothing_else(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    programs = {"edge_aac", "edge_aac_mqtt", "edge_aac_score"}
    assert tops == programs | {f"edge_aac-{edge_aac.__version__}.dist-info"}


@pytest.mark.slow
def test_the_wheel_carries_every_file_of_the_package(wheel: ZipFile) -> None:
    source = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "edge_aac").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {n for n in wheel.namelist() if n.startswith("edge_aac/")}
    assert {n for n in packed if not n.startswith(BUNDLE)} == source


@pytest.mark.slow
def test_the_wheel_carries_the_bundle_whole(wheel: ZipFile) -> None:
    manifest = json.loads(wheel.read(BUNDLE + "manifest.json"))
    for name, told in manifest["files"].items():
        content = wheel.read(BUNDLE + name)
        assert len(content) == told["bytes"], name
        assert hashlib.sha256(content).hexdigest() == told["sha256"], name
    assert wheel.read(BUNDLE + "MODEL_CARD.md")


@pytest.mark.slow
def test_the_wheel_is_small(wheel: ZipFile) -> None:
    assert wheel.filename is not None
    assert Path(wheel.filename).stat().st_size <= 9_000_000


@pytest.mark.slow
def test_the_wheel_carries_the_licence(wheel: ZipFile) -> None:
    folder = f"edge_aac-{edge_aac.__version__}.dist-info"
    assert hashlib.sha256(wheel.read(f"{folder}/licenses/LICENSE")).hexdigest() == APACHE_2
    assert "License-Expression: Apache-2.0" in wheel.read(f"{folder}/METADATA").decode()


def test_the_page_of_the_package_is_the_readme_without_links_into_the_source(
    wheel: ZipFile,
) -> None:
    metadata = wheel.read(f"edge_aac-{edge_aac.__version__}.dist-info/METADATA").decode()
    assert "Description-Content-Type: text/markdown" in metadata
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.splitlines()[0] in metadata
    assert readme.splitlines()[-1] in metadata
    assert re.findall(r"\]\((?!https:|#)[^)]*\)", metadata) == []


def test_the_default_install_brings_at_most_twenty_distributions(project: dict[str, Any]) -> None:
    waiting = [Requirement(line) for line in project["project"]["dependencies"]]
    brought = {"edge-aac"}
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        extras = wanted.extras or {""}
        applies = wanted.marker is None or any(wanted.marker.evaluate({"extra": e}) for e in extras)
        if not applies or name in brought:
            continue
        brought.add(name)
        waiting += [Requirement(line) for line in requires(name) or ()]
    assert len(brought) <= 20, sorted(brought)
    assert brought.isdisjoint({"torch", "scipy", "tensorflow", "scikit-learn", "matplotlib"})


def test_package_project_and_changelog_name_one_version(project: dict[str, Any]) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
    assert project["project"]["version"] == edge_aac.__version__ == released[0]


def test_the_two_commands_stand_first_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    assert commands[:2] == ["make listen", "make test"]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    lines = [
        line
        for line in script.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
