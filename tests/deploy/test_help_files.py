"""Completion and manual pages hold what the command lines have."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.help_files import help_files, main
from edge_aac.cli.main import VERBS
from edge_aac.settings import keys
from tests.needs import lacking

COMPLETES = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMPREPLY=()
_shtab_edge_aac
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def files() -> Mapping[str, str]:
    return help_files()


@pytest.mark.parametrize(
    ("words", "among"),
    [
        (["edge-aac", "do"], {"doctor"}),
        (["edge-aac", "test", "smoke"], {"smoke_alarm"}),
        (["edge-aac", "doctor", "--sp"], {"--speak", "--speech"}),
        (["edge-aac", "listen", "--output-d"], {"--output-device"}),
    ],
)
def test_bash_completes(
    files: Mapping[str, str], tmp_path: Path, words: list[str], among: set[str]
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        lacking("bash is not installed: apt-get install bash")
    path = tmp_path / "edge-aac.bash"
    path.write_text(files["edge-aac.bash"], encoding="utf-8")
    done = subprocess.run(
        [bash, "-c", COMPLETES, "bash", str(path), *words],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == among


def test_the_manual_has_every_verb_and_every_flag_of_listening(files: Mapping[str, str]) -> None:
    text = files["edge-aac.1"].replace("\\-", "-")
    assert all(f"edge-aac {verb}" in text for verb in VERBS)
    assert [key.flag for key in keys().values() if key.flag not in text] == []
    assert "password-file" in files["edge-aac-mqtt.1"].replace("\\-", "-")


def test_the_manual_is_troff_that_complains_of_nothing(files: Mapping[str, str]) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed: apt-get install groff-base")
    for name in ("edge-aac.1", "edge-aac-mqtt.1"):
        done = subprocess.run(
            [groff, "-man", "-Tutf8", "-ww", "-z"],
            input=files[name],
            capture_output=True,
            text=True,
            check=True,
        )
        serious = [line for line in done.stderr.splitlines() if "error" in line]
        assert serious == []


def test_they_are_written_or_it_is_told_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "help")]) == 0
    names = {one.name for one in (tmp_path / "help").iterdir()}
    assert names == {"edge-aac.bash", "_edge-aac", "edge-aac.1", "edge-aac-mqtt.1"}
    (tmp_path / "file").touch()
    assert main([str(tmp_path / "file")]) == 1
    assert "name another folder" in capsys.readouterr().err
