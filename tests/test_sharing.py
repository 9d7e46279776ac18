"""How processes share the tests, seen in a run of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sharing import IN_REAL_TIME

ROOT = Path(__file__).resolve().parent.parent
SHORT = """
import tests.conftest

tests.conftest.Shortage = lambda: True
"""
"""Never is a processor free."""
SOUNDS = """
import os
from pathlib import Path

import pytest

HERE = Path(__file__)

@pytest.mark.{mark}
def test_the_second_time_it_succeeds():
    first = HERE.with_suffix(".first")
    if not first.exists():
        first.touch()
        pytest.fail("a gap")
    HERE.with_suffix(".process").write_text(os.environ["PYTEST_XDIST_WORKER"])


@pytest.mark.{mark}
def test_never_does_it_succeed():
    pytest.fail("silence")
"""
QUIET = "def test_nothing():\n    pass\n"
AGAIN = ", no processor was free"


def run(folder: Path, files: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "always_short.py").write_text(SHORT, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    sound\n    timed\n")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    plugins = [word for name in ("tests.conftest", "always_short") for word in ("-p", name)]
    options = ["-p", "no:anyio", "-p", "no:jaxtyping", "--import-mode=importlib"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    command = [sys.executable, "-m", "pytest", *plugins, *options, *words, "tests"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_one_process_has_all_that_real_time_decides_and_says_what_it_tried_again(
    tmp_path: Path,
) -> None:
    sounds = {name: SOUNDS.format(mark="sound") for name in sorted(IN_REAL_TIME)}
    others = {f"tests/test_{number}.py": QUIET for number in range(4)}
    done = run(tmp_path, others | sounds, "--numprocesses", "2", "--dist", "loadscope")
    failed, passed = len(sounds), len(sounds) + len(others)
    assert f"{failed} failed, {passed} passed" in done.stdout, done.stdout + done.stderr
    used = {(tmp_path / name).with_suffix(".process").read_text() for name in sounds}
    assert len(used) == 1
    for name in sounds:
        assert f"TRIED AGAIN {name}::test_the_second_time_it_succeeds: 1{AGAIN}" in done.stdout
        assert f"TRIED AGAIN {name}::test_never_does_it_succeed: 4{AGAIN}" in done.stdout


@pytest.mark.slow
def test_a_file_of_such_tests_that_is_not_named_is_an_error(tmp_path: Path) -> None:
    text = SOUNDS.format(mark="timed").replace('os.environ["PYTEST_XDIST_WORKER"]', '"none"')
    done = run(tmp_path, {"tests/test_new.py": text})
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "tests/sharing.py does not name the file of tests/test_new.py::test_" in done.stderr
