"""Paths that the system refuses, names that are empty, and an output that is full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edge_aac.cli.main import main

SECONDS = 300.0
"""Until a test that waits in vain fails."""
LONG = "/tmp/" + "x" * 300
DEEP = "/tmp/" + "/".join(["x" * 200] * 30)
NOBODY = "~nobody-such/x"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


@pytest.mark.parametrize("path", [LONG, DEEP, NOBODY, "/dev/null/x"])
@pytest.mark.parametrize(
    "words",
    [
        ["ctl", "now", "--control-socket"],
        ["settings", "--config"],
        ["caption", "a.wav", "--model"],
        ["caption"],
        ["listen", "--no-speech", "--input", "demo", "--model"],
        ["bench", "--input"],
    ],
    ids=" ".join,
)
def test_a_path_that_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, words: list[str], path: str
) -> None:
    model = [] if "--model" in words or words[0] in ("ctl", "settings") else ["--model"]
    assert main([*words, path, *model, *([str(tiny_bundle)] if model else [])]) == 1
    told = capsys.readouterr().err
    assert told.startswith("edge-aac: ") and told.count("\n") == 1


@pytest.mark.parametrize("path", [LONG, DEEP, NOBODY])
@pytest.mark.slow
def test_a_socket_that_cannot_be_is_a_fault_and_no_end(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, path: str
) -> None:
    line = ["listen", "--no-speech", "--input", "demo", "--no-realtime", "--control"]
    assert main([*line, "--control-socket", path, "--model", str(tiny_bundle)]) == 0
    assert "Commands from other programs do not reach me" in capsys.readouterr().out


def test_a_model_that_may_not_be_read_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["caption", "a.wav", "--model", LONG]) == 1
    told = capsys.readouterr().err
    assert f"There is no model in {LONG} that can be read (file name too long): name" in told


@pytest.mark.parametrize("words", [["settings", "--config"], ["bench", "--input"]], ids=" ".join)
def test_an_empty_name_is_wrong_usage(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main([*words, ""]) == 2
    told = capsys.readouterr().err
    assert f"{words[1]}: the name is empty, so name a file or leave the flag out." in told


def test_an_empty_name_among_files_is_one_of_them(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    assert main(["caption", "", "none.wav", "--model", str(tiny_bundle)]) == 1
    assert capsys.readouterr().err == (
        "edge-aac: A name among the files is empty: name a sound file there.\n"
        "edge-aac: none.wav does not exist: check the name.\n"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [(["settings", "--config", "none.toml"], 1), (["listne"], 2), (["devices"], None)],
)
@pytest.mark.slow
def test_faults_that_cannot_be_written_leave_the_exit_code_as_it_is(
    words: list[str], code: int | None
) -> None:
    command = [sys.executable, "-m", "edge_aac", *words]
    usual = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=full, check=False, timeout=SECONDS
        )
    assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout)
    assert code is None or done.returncode == code


def test_the_help_of_bench_counts_in_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bench", "--help"])
    assert "--seconds SECONDS" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["status\0", "status\u200b", "status\u3164", "sta\u2800tus"])
def test_what_nobody_sees_in_a_command_is_written_out(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    assert main(["ctl", word]) == 2
    told = capsys.readouterr().err
    assert "\\" in told and "?" not in told.replace("Did you mean status?", "")
    assert told.isascii()
