"""The command line: what is printed, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac import __version__
from edge_aac.cli.caption import segments
from edge_aac.cli.main import main
from edge_aac.taxonomy import load_taxonomy


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Two seconds of a smoke alarm's tone at 44.1 kHz, stereo."""
    time = np.arange(2 * 44_100) / 44_100
    wave = 0.4 * np.sin(2 * np.pi * 3_100 * time)
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.stack([wave, wave], axis=1), 44_100)
    return path


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"edge-aac {__version__}\n"


@pytest.mark.parametrize("words", [["listne"], ["caption"], ["listen", "--stile", "terse"], []])
def test_wrong_usage_is_exit_code_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2


def test_a_wrong_value_is_one_sentence_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    assert main(["listen", "--model", str(tiny_bundle), "--profile", "garden"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "profile" in captured.err


def test_captions_come_in_the_order_of_the_arguments_and_bad_files_do_not_stop_them(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ogg"
    bad.write_bytes(b"no sound at all")
    code = main(["caption", str(tone), str(bad), str(tone), "--json", "--model", str(tiny_bundle)])
    captured = capsys.readouterr()
    rows = [json.loads(line) for line in captured.out.splitlines()]
    assert code == 1
    assert [row["file"] for row in rows] == [str(tone), str(tone)]
    assert list(rows[0]) == ["v", "kind", "file", "start", "end", "text"]
    assert (rows[0]["start"], rows[0]["end"]) == (0.0, 2.0)
    assert captured.err.count("\n") == 1 and "bad.ogg" in captured.err


def test_tags_are_as_many_as_asked_for_highest_first(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path
) -> None:
    for asked, given in ((3, 3), (1000, len(load_taxonomy().labels))):
        line = ["caption", str(tone), "--json", "--tags", str(asked), "--model", str(tiny_bundle)]
        assert main(line) == 0
        tags = json.loads(capsys.readouterr().out)["tags"]
        assert len(tags) == given
        scores = [tag["score"] for tag in tags]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("seconds", "cut"),
    [
        (4.0, [(0.0, 4.0)]),
        (30.0, [(0.0, 30.0)]),
        (30.5, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0)]),
        (41.0, [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0), (30.0, 40.0), (40.0, 41.0)]),
    ],
)
def test_a_long_recording_is_cut_into_tens_without_a_short_tail(
    seconds: float, cut: list[tuple[float, float]]
) -> None:
    assert [(a / 16_000, b / 16_000) for a, b in segments(int(seconds * 16_000))] == cut


def test_listening_to_a_file_prints_only_the_interfaces_objects(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tone: Path
) -> None:
    line = ["listen", "--input", str(tone), "--json", "--no-realtime", "--no-speech"]
    assert main([*line, "--model", str(tiny_bundle)]) == 0
    rows = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert {row["kind"] for row in rows} <= {"event", "end", "caption", "status"}
    events = [row for row in rows if row["kind"] == "event"]
    ends = [row for row in rows if row["kind"] == "end"]
    assert [e["label"] for e in events] == ["smoke_alarm"]
    assert [e["id"] for e in ends] == [events[0]["id"]]
    assert events[0]["onset"] <= events[0]["t"] <= ends[0]["t"] <= 2.0
    assert rows[0]["state"] == "listening" and rows[-1]["state"] == "ended"


def test_the_demonstration_says_so_first_and_last(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    line = ["listen", "--input", "demo", "--no-realtime", "--no-speech"]
    assert main([*line, "--model", str(tiny_bundle)]) == 0
    lines = [text for text in capsys.readouterr().out.splitlines() if "demonstration." in text]
    assert [line.split(" ", 1)[1] for line in lines][-1] == "This is a demonstration."
    assert sum("This is a demonstration." in line for line in lines) == 2


def test_a_missing_file_is_never_replaced_by_another_source(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path
) -> None:
    line = ["listen", "--input", "nowhere.wav", "--no-speech", "--model", str(tiny_bundle)]
    assert main(line) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nowhere.wav does not exist" in captured.err


def test_settings_tell_where_each_value_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_AAC_RATE", "180")
    assert main(["settings", "--style", "terse"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "speech.rate = 180 (variable EDGE_AAC_RATE)" in lines
    assert "captions.style = terse (flag)" in lines
    assert "audio.input = mic (default)" in lines


def test_a_reader_that_leaves_is_no_fault(tiny_bundle: Path) -> None:
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "demo", "--json"]
    command += ["--no-realtime", "--no-speech", "--model", str(tiny_bundle)]
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$@" | head -n 1', "sh", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_raw_sound_on_standard_input_is_heard(tiny_bundle: Path) -> None:
    time = np.arange(3 * 16_000) / 16_000
    raw = (0.4 * np.sin(2 * np.pi * 3_100 * time) * 32_767).astype("<i2").tobytes()
    command = [sys.executable, "-m", "edge_aac", "listen", "--input", "-", "--json", "--no-speech"]
    done = subprocess.run(
        [*command, "--model", str(tiny_bundle)], input=raw, capture_output=True, check=True
    )
    labels = [json.loads(line).get("label") for line in done.stdout.splitlines()]
    assert "smoke_alarm" in labels


def test_listening_starts_without_the_training_sides_libraries(tiny_bundle: Path) -> None:
    code = (
        "import sys; from edge_aac.cli.main import main; "
        "main(['listen', '--input', 'demo', '--no-speech', '--no-realtime', '--model', "
        f"{str(tiny_bundle)!r}]); "
        "print([m for m in ('torch', 'scipy', 'tensorflow', 'sklearn', 'matplotlib') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
