"""`edge-aac bench`: what is printed, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from edge_aac.cli.main import main

STAGES = ("microphone", "front_end", "encoder", "tonal", "detector", "gate", "decoder")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


def words(bundle: Path, *more: str) -> list[str]:
    return ["bench", "--seconds", "2", "--no-realtime", "--model", str(bundle), *more]


def measured(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> dict[str, Any]:
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.count("\n") == 1
    printed: dict[str, Any] = json.loads(captured.out)
    return printed


@pytest.mark.slow
def test_one_object_with_every_figure(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    printed = measured(capsys, words(tiny_bundle, "--json"))
    assert (printed["v"], printed["kind"], printed["sound"]) == (1, "bench", "made")
    assert (printed["runtime"], printed["provider"], printed["realtime"]) == ("onnx", "cpu", False)
    assert printed["model"] == "tiny 0.0.1"
    assert 2.0 <= printed["seconds"] < 2.2
    assert printed["hops"] == int(printed["seconds"] / 0.16)
    assert printed["missed_seconds"] == 0.0
    assert printed["threads"] >= 2
    cost = printed["cpu_ms_per_second"]
    assert list(cost) == ["whole", *STAGES, "libraries", "rest"]
    # Rounded to a ten-thousandth each.
    assert sum(cost[name] for name in list(cost)[1:]) == pytest.approx(cost["whole"], abs=1e-3)
    assert all(cost[name] > 0.0 for name in ("whole", "front_end", "encoder", "tonal"))
    times = printed["hop_ms"]
    assert 0.0 < times["p50"] <= times["p95"] <= times["p99"] <= times["max"]
    assert times["max"] >= printed["startup"]["first_hop_ms"] > 0.0
    assert printed["startup"]["cpu_seconds"] > 0.0


@pytest.mark.slow
def test_plain_lines_the_whole_first(capsys: pytest.CaptureFixture[str], tiny_bundle: Path) -> None:
    assert main(words(tiny_bundle)) == 0
    captured = capsys.readouterr()
    first, whole, *others = captured.out.splitlines()
    assert captured.err == ""
    assert first == "Measuring for 2 s."
    assert whole.startswith("Whole listener: ")
    assert "of CPU per second of sound" in whole
    assert [line for line in others if line.startswith("Model: tiny 0.0.1, runtime onnx")]


@pytest.mark.slow
def test_at_the_pace_of_the_sound_and_in_german(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    german = ["bench", "--seconds", "1", "--model", str(tiny_bundle), "--language", "de"]
    assert main(german) == 0
    assert capsys.readouterr().out.startswith("Messung, 1 s lang.\nGanzes Programm: ")


def test_a_file_takes_the_place_of_the_sound_that_is_made(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.full((8_000, 2), 0.1), 44_100)
    printed = measured(capsys, words(tiny_bundle, "--json", "--input", str(path)))
    assert printed["sound"] == "short.wav"
    assert printed["seconds"] >= 2.0


@pytest.mark.parametrize("seconds", ["0", "-1", "1.5", "3601", "many", "²", ""])
def test_a_wrong_length_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], seconds: str
) -> None:
    assert main(["bench", f"--seconds={seconds}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "--seconds: give a whole number from 1 to 3600" in captured.err


def test_a_file_that_is_not_there_and_a_model_that_is_not_there_are_faults(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    for arguments, printed in (
        (words(tiny_bundle, "--input", str(tmp_path / "none.wav")), "none.wav does not exist"),
        (words(tmp_path), "There is no model in"),
    ):
        assert main(arguments) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert printed in captured.err
