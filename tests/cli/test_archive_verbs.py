"""caption, index, search, digest and the journal, as a person uses them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import srt

from edge_aac.cli.digest import duration
from edge_aac.cli.main import main
from edge_aac.journal.entries import Happened, Listened
from edge_aac.journal.store import read

RATE = 16_000
COMMAND = (sys.executable, "-m", "edge_aac")


def tone(path: Path, hertz: float = 800.0, begins: float = 2.0, ends: float = 5.0) -> Path:
    """A tone that the tiny bundle takes for a sound, in a recording of eight seconds."""
    t = np.arange(8 * RATE) / RATE
    rng = np.random.default_rng(1)
    noise = 1e-4 * rng.standard_normal(len(t))
    there = (t >= begins) & (t < ends)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, noise + np.where(there, 0.3 * np.sin(2 * np.pi * hertz * t), 0.0), RATE)
    return path


@pytest.fixture
def bell(tmp_path: Path) -> Path:
    return tone(tmp_path / "sounds" / "bell.wav")


def test_subtitles_of_a_recording_say_what_rings_and_when(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["caption", str(bell), "--format", "srt", "--model", str(tiny_bundle)]
    assert main(line) == 0
    cues = list(srt.parse(capsys.readouterr().out))
    (cue,) = [one for one in cues if "doorbell" in one.content]
    assert cue.start.total_seconds() == pytest.approx(2.0, abs=0.3)
    assert cue.end.total_seconds() == pytest.approx(5.0, abs=1.0)
    assert main([*line, "--language", "de"]) == 0
    assert "Türklingel" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["vtt", "audacity", "chapters", "chapters-json", "csv"])
def test_every_format_names_the_sound(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert main(["caption", str(bell), "--format", form, "--model", str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    assert "oorbell" in out
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert rows[0]["file"] == str(bell)


def test_the_lines_of_json_are_the_same_by_either_flag(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ["--model", str(tiny_bundle)]
    assert main(["caption", str(bell), "--json", *model]) == 0
    first = capsys.readouterr().out
    assert main(["caption", str(bell), "--format", "json", *model]) == 0
    assert capsys.readouterr().out == first
    assert json.loads(first)["file"] == str(bell)


def test_words_say_when_their_sound_was_heard(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["caption", str(bell), "--words", "--scene-threshold", "0.5", "--model"]
    assert main([*line, str(tiny_bundle), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert [one["word"] for one in row["words"]] == re.findall(r"[\w']+", row["text"])
    (ringing,) = {(w["start"], w["end"]) for w in row["words"] if w.get("label") == "doorbell"}
    assert ringing == (pytest.approx(2.0, abs=0.1), pytest.approx(5.0, abs=0.5))
    assert any("start" not in one for one in row["words"])
    assert main([*line, str(tiny_bundle)]) == 0
    assert re.search(r"oorbell (1\.9|2\.\d)\d-[45]\.\d\d s", capsys.readouterr().out)
    assert main([*line, str(tiny_bundle), "--language", "de"]) == 0
    assert re.search(r"Türklingel (1\.9|2\.\d)\d-[45]\.\d\d s", capsys.readouterr().out)


def test_words_of_a_long_recording_are_timed_on_its_own_clock(
    tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = np.zeros(20 * RATE)
    second, _ = soundfile.read(tone(tmp_path / "bell.wav"))
    soundfile.write(
        tmp_path / "long.wav", np.concatenate([first, second, np.zeros(4 * RATE)]), RATE
    )
    line = ["caption", str(tmp_path / "long.wav"), "--json", "--words", "--model", str(tiny_bundle)]
    assert main(line) == 0
    rows = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    times = [w["start"] for row in rows[:3] for w in row["words"] if w.get("label") == "doorbell"]
    assert times and times == [pytest.approx(22.0, abs=0.1)] * len(times)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--words", "--format", "srt"], "--words is for lines and JSON, not for srt."),
        (["--json", "--format", "srt"], "--json and --format contradict each other"),
        (["--format", "srt", "b.wav"], "Name a folder with --out"),
        (["--jobs", "0"], "--jobs: give a whole number from 1 to 256"),
        (["--format", "ssa"], "invalid choice"),
    ],
)
def test_wrong_wishes_are_one_sentence(
    bell: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["caption", *words, str(bell)]) == 2
    assert told in capsys.readouterr().err


def test_a_folder_is_worked_through_once_and_what_is_broken_is_listed(
    bell: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bell.parent / "broken.wav").write_text("no sound")
    tone(bell.parent / "deep" / "other.flac", 6_000.0)
    out = tmp_path / "out"
    line = ["caption", str(bell.parent), "--format", "vtt", "--out", str(out)]
    line += ["--model", str(tiny_bundle)]
    assert main(line) == 1
    told = capsys.readouterr()
    assert told.out == "Written: 2. There already: 0. Broken: 1.\n"
    assert told.err.count("\n") == 1 and "broken.wav cannot be read" in told.err
    files = sorted(str(one.relative_to(out)) for one in out.rglob("*") if one.is_file())
    assert files == ["bell.vtt", "deep/other.vtt"]
    assert main(line) == 1
    assert capsys.readouterr().out == "Written: 0. There already: 2. Broken: 1.\n"


def test_two_recordings_of_one_name_do_not_overwrite_each_other(
    bell: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone(bell.with_suffix(".flac"))
    line = ["caption", str(bell.parent), "--format", "srt", "--out", str(tmp_path / "out")]
    assert main([*line, "--model", str(tiny_bundle)]) == 1
    assert "Rename one of them." in capsys.readouterr().err


@pytest.mark.slow
def test_several_processes_give_the_same_in_the_same_order(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(bell), str(bell.parent / "none.wav"), str(tone(bell.parent / "rain.wav", 6e3))]
    line = ["caption", *files, "--json", "--tags", "2", "--model", str(tiny_bundle)]
    code = main(line)
    alone = capsys.readouterr()
    done = subprocess.run(
        [*COMMAND, *line, "--jobs", "2"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == code == 1
    assert done.stdout == alone.out and done.stderr == alone.err


@pytest.mark.slow
def test_standard_input_is_raw_sound(bell: Path, tiny_bundle: Path) -> None:
    samples, _ = soundfile.read(bell, dtype="int16")
    done = subprocess.run(
        [*COMMAND, "caption", "-", "--format", "csv", "--model", str(tiny_bundle)],
        input=samples.astype("<i2").tobytes(),
        capture_output=True,
        timeout=240,
        check=True,
    )
    assert b"doorbell" in done.stdout


def test_what_was_indexed_is_found(
    bell: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone(bell.parent / "rain.wav", 6_000.0)
    (bell.parent / "broken.wav").write_text("no sound")
    where = ["--index", str(tmp_path / "index")]
    line = ["index", str(bell.parent), *where, "--model", str(tiny_bundle)]
    assert main(line) == 1
    told = capsys.readouterr()
    assert told.out.startswith("Added: 2. Known already: 0. Gone: 0. Broken: 1.")
    assert "broken.wav cannot be read" in told.err
    (bell.parent / "broken.wav").unlink()
    assert main(line) == 0
    assert capsys.readouterr().out.startswith("Added: 0. Known already: 2. Gone: 1. Broken: 0.")
    assert main(["search", "doorbell", *where, "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["kind"] == "hit" and first["file"] == str(bell) and first["v"] == 1
    assert main(["search", "doorbell", *where]) == 0
    assert capsys.readouterr().out.startswith(f"{bell}, 0:00 to 0:08: ")
    assert main(["search", "zebra", *where]) == 1
    assert "these words" in capsys.readouterr().err


class Stream:
    """An output device; keeps what it plays."""

    samplerate, channels = 16_000.0, 1

    def __init__(self, failing: bool = False) -> None:
        self.played: list[np.ndarray] = []
        self.failing = failing

    def start(self) -> None:
        if self.failing:
            raise OSError("unplugged")

    def write(self, frames: np.ndarray) -> bool:
        self.played.append(frames[:, 0].copy())
        return False

    def abort(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_what_is_found_is_played_from_where_it_lies(
    tmp_path: Path,
    tiny_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = tmp_path / "sounds" / "long.wav"
    long.parent.mkdir()
    t = np.arange(40 * RATE) / RATE
    there = (t >= 22.0) & (t < 27.0)
    soundfile.write(long, np.where(there, 0.3 * np.sin(2 * np.pi * 800.0 * t), 0.0), RATE)
    where = ["--index", str(tmp_path / "index")]
    assert main(["index", str(long), *where, "--model", str(tiny_bundle)]) == 0
    capsys.readouterr()
    stream = Stream()
    opened = "edge_aac.speech.voice.output_stream.open_stream"
    monkeypatch.setattr(opened, lambda _: stream)
    assert main(["search", "doorbell", *where, "--play", "--most", "1"]) == 0
    assert ", 0:20 to 0:30: " in capsys.readouterr().out
    played = np.concatenate(stream.played)
    heard = np.flatnonzero(np.abs(played) > 0.1) / RATE
    assert heard[0] == pytest.approx(2.0, abs=0.01) and heard[-1] == pytest.approx(7.0, abs=0.01)
    monkeypatch.setattr(opened, lambda _: Stream(failing=True))
    assert main(["search", "doorbell", *where, "--play"]) == 1
    assert "--output-device" in capsys.readouterr().err
    soundfile.write(long, np.zeros(5 * RATE), RATE)
    assert main(["search", "doorbell", *where, "--play"]) == 1
    assert "is shorter than it was. Index it again." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([], 2, "words, or a recording with --like"),
        (["dog", "--like", "a.wav"], 2, "words, or a recording with --like"),
        (["dog", "--index", "none"], 1, "There is no index at none"),
    ],
)
def test_a_search_that_cannot_be_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["search", *words]) == code
    assert told in capsys.readouterr().err


def test_a_listener_keeps_a_journal_and_its_digest_names_what_rang(
    bell: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "journal"
    line = ["listen", "--input", str(bell), "--no-realtime", "--no-speech", "--json"]
    line += ["--model", str(tiny_bundle), "--profile", "security"]
    assert main([*line, "--journal", str(journal)]) == 0
    shown = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    (summary,) = [one for one in shown if one["kind"] == "summary"]
    assert summary["counts"] == {"doorbell": 1} and summary["end"] == 8.0
    entries = read(journal, 0.0, 1e12)
    (rang,) = [one for one in entries if isinstance(one, Happened) and one.label == "doorbell"]
    assert rang.end > rang.start
    (listened,) = [one for one in entries if isinstance(one, Listened)]
    assert listened.end - listened.start == pytest.approx(8.0, abs=0.2)
    assert main(["digest", "--journal", str(journal), "--since", "1h", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"doorbell": 1} and "a doorbell at " in told["text"]
    # No sound is kept: a few thousand bytes for eight seconds of 256,000.
    assert journal.stat().st_size < 100_000
    assert main(line) == 0
    assert read(journal, 0.0, 1e12) == entries


def test_who_cannot_keep_a_journal_listens_all_the_same(
    bell: Path, tmp_path: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["listen", "--input", str(bell), "--no-realtime", "--no-speech", "--json"]
    assert main([*line, "--model", str(tiny_bundle), "--journal", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert '"doorbell"' in told.out
    assert "I listen without a journal." in told.err


def test_a_recording_has_a_digest_too(
    bell: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["digest", "--file", str(bell), "--model", str(tiny_bundle)]) == 0
    assert capsys.readouterr().out.startswith("A doorbell at 0:0")
    assert main(["digest", "--file", "none.wav", "--model", str(tiny_bundle)]) == 1
    assert capsys.readouterr().err == "edge-aac: none.wav does not exist: check the name.\n"


def test_a_digest_without_a_journal_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest"]) == 1
    assert "No journal is named" in capsys.readouterr().err
    assert main(["digest", "--since", "soon"]) == 2
    assert "give a time as 30m, 8h or 2d" in capsys.readouterr().err


def test_lengths_of_time() -> None:
    assert [duration(one) for one in ("30m", "8h", "2d")] == [1_800.0, 28_800.0, 172_800.0]
