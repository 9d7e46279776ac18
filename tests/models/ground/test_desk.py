"""A program at a desk that cannot do its work says so in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.errors import EdgeAacError
from models.ground.desk import at_desk

ROOT = Path(__file__).resolve().parents[3]


def test_what_cannot_be_done_is_one_sentence_and_exit_code_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main() -> None:
        raise EdgeAacError("There is no sound. Turn it on.")

    with pytest.raises(SystemExit) as left:
        at_desk(main)
    assert left.value.code == "There is no sound. Turn it on."
    assert capsys.readouterr().out == ""


def test_a_program_that_ends_well_says_nothing() -> None:
    done: list[int] = []
    at_desk(lambda: done.append(1))
    assert done == [1]


@pytest.mark.parametrize("module", ["benchmarks.chirps", "models.calibrate x y"])
def test_without_recordings_it_is_said_where_they_are_looked_for(
    module: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *module.split()],
        env=os.environ | {"EDGE_AAC_DATA": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert str(tmp_path) in line and "EDGE_AAC_DATA" in line


@pytest.mark.parametrize("folder", ["benchmarks", "models", "quantize"])
def test_every_program_ends_so(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if '__name__ == "__main__"' in text:
            assert "at_desk(main)" in text, path
