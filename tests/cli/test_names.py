"""Names of files that are no text, or no line: in text, in JSON and in faults they end nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.cli.main import main

NAMES = {
    b"caf\xe9.wav": r"caf\udce9.wav",
    b"\xff\xfe.wav": r"\udcff\udcfe.wav",
    b"two\nlines\x1b[2J.wav": r"two\nlines\x1b[2J.wav",
}
"""Bytes of a name, and how a person sees it."""


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


@pytest.fixture(params=list(NAMES), ids=list(NAMES.values()))
def named(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A recording with such a name, and the name as it is shown."""
    path = tmp_path / os.fsdecode(request.param)
    plain = tmp_path / "plain.wav"
    soundfile.write(plain, 0.1 * np.sin(np.arange(16_000) / 3), 16_000)
    return plain.rename(path), NAMES[request.param]


def _is_text(text: str) -> bool:
    return bool(text.encode("utf-8", "replace").decode() == text)


def test_a_batch_goes_on_past_them(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, named: tuple[Path, str]
) -> None:
    path, shown = named
    missing = path.with_name(f"no {path.name}")
    batch = ["caption", str(missing), str(path), str(path), "--model", str(tiny_bundle)]
    assert main(batch) == 1
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert [line.startswith(f"{path.parent}/{shown}: ") for line in lines] == [True, True]
    assert captured.err == f"edge-aac: {path.parent}/no {shown} does not exist: check the name.\n"


def test_their_json_is_one_line_of_ascii_and_finds_the_file_again(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, named: tuple[Path, str]
) -> None:
    path, _ = named
    assert main(["caption", "--json", str(path), "--model", str(tiny_bundle)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.isascii()
    assert os.fsencode(json.loads(line)["file"]) == os.fsencode(path)


@pytest.mark.parametrize("json_lines", [False, True])
@pytest.mark.slow
def test_they_can_be_listened_to(
    capsys: pytest.CaptureFixture[str],
    tiny_bundle: Path,
    named: tuple[Path, str],
    json_lines: bool,
) -> None:
    path, shown = named
    line = ["listen", "--input", str(path), "--no-realtime", "--no-speech"]
    line += ["--model", str(tiny_bundle), *(["--json"] if json_lines else [])]
    assert main(line) == 0
    first = capsys.readouterr().out.splitlines()[0]
    if json_lines:
        detail = json.loads(first)["detail"]
        assert _is_text(detail)
        assert detail in (f"Listening to {shown}.", f"Listening to {path.name}.")
    else:
        assert first == f"0:00 Listening to {shown}."


@pytest.mark.parametrize("flag", ["--config", "--model", "--input"])
def test_a_fault_names_them(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path, flag: str
) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.wav")
    line = ["listen", "--model", str(tiny_bundle), "--no-speech", flag, name]
    assert main(line) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert r"caf\udce9.wav" in told


@pytest.mark.parametrize("variable", ["EDGE_AAC_CONFIG", "EDGE_AAC_MODEL", "EDGE_AAC_INPUT"])
def test_a_variable_may_hold_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, os.fsdecode(b"/nowhere/caf\xe9.wav"))
    main(["settings"])
    captured = capsys.readouterr()
    assert r"/nowhere/caf\udce9.wav" in captured.out + captured.err
