"""Teaching by files, with the released model: learnt, known again, announced, forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge_aac.cli.main import main
from edge_aac.types import SAMPLE_RATE, FloatArray
from tests.taught.chimes import DRYER, FRONT, chime

pytestmark = pytest.mark.slow


def written(folder: Path, name: str, wave: FloatArray) -> str:
    path = folder / name
    soundfile.write(path, wave, SAMPLE_RATE)
    return str(path)


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("rings")
    return [written(folder, f"ring{i}.wav", chime(FRONT, i)) for i in range(3)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, rings: list[str]) -> Path:
    """A folder in which a front door was taught, as one of doorbells."""
    folder = tmp_path_factory.mktemp("kept")
    assert (
        main(["teach", "Front door", *rings, "--group", "doorbell", "--sounds", str(folder)]) == 0
    )
    return folder


def test_what_was_taught_is_listed(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sounds", "--sounds", str(kept)]) == 0
    assert capsys.readouterr().out == "front_door: 3 examples, attention, one of doorbell\n"
    assert main(["sounds", "--json", "--sounds", str(kept)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["name"], row["like"]) == ("sound", "front_door", "doorbell")
    assert sum(path.stat().st_size for path in kept.iterdir()) < 40_000


def test_another_take_is_known_and_another_device_is_not(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = written(tmp_path, "again.wav", chime(FRONT, 9, noise=0.004))
    other = written(tmp_path, "other.wav", chime(DRYER, 9))
    assert main(["sounds", "test", again, other, "--json", "--sounds", str(kept)]) == 0
    known, unknown = map(json.loads, capsys.readouterr().out.splitlines())
    assert known["sounds"][0]["score"] >= 0.5 > unknown["sounds"][0]["score"]


def test_the_listener_announces_it_as_the_doorbell(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = written(tmp_path, "again.wav", chime(FRONT, 9, noise=0.004))
    words = ["listen", "--input", again, "--no-realtime", "--no-speech", "--json"]
    assert main([*words, "--sounds", str(kept)]) == 0
    lines = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    events = [one for one in lines if one["kind"] == "event" and one["group"] == "doorbell"]
    assert len(events) == 1
    spoken = [one["text"] for one in lines if one["kind"] == "caption" and one["spoken"]]
    assert "The doorbell is ringing." in spoken


def test_words_of_ones_own_and_a_sound_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [written(tmp_path, f"{i}.wav", chime(DRYER, i)) for i in range(3)]
    folder = str(tmp_path / "kept")
    say = "The dryer has finished."
    assert main(["teach", "dryer", *files, "--say", say, "--sounds", folder]) == 0
    assert capsys.readouterr().out == f"Learnt dryer. I will say: {say}\n"
    again = written(tmp_path, "again.wav", chime(DRYER, 8))
    words = ["listen", "--input", again, "--no-realtime", "--no-speech", "--sounds", folder]
    assert main(words) == 0
    assert say in capsys.readouterr().out
    assert main(["forget", "dryer", "--sounds", folder]) == 0
    assert main(["sounds", "--sounds", folder]) == 1
    assert "No sound was taught yet" in capsys.readouterr().err


def test_moved_to_another_device(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, there = str(tmp_path / "all.json"), str(tmp_path / "there")
    assert main(["sounds", "export", file, "--sounds", str(kept)]) == 0
    assert main(["sounds", "import", file, "--sounds", there]) == 0
    capsys.readouterr()
    assert main(["sounds", "--sounds", there]) == 0
    assert "front_door" in capsys.readouterr().out


def test_after_an_upgrade_it_says_what_to_do(
    kept: Path, rings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (kept / "front_door.json").read_text()
    version = json.loads(text)["sounds"][0]["embedding"]
    (tmp_path / "front_door.json").write_text(text.replace(version, "older"))
    assert main(["sounds", "test", rings[0], "--sounds", str(tmp_path)]) == 1
    assert "teach it again from its recordings" in capsys.readouterr().err
    words = ["listen", "--input", rings[0], "--no-realtime", "--no-speech"]
    assert main([*words, "--sounds", str(tmp_path)]) == 0
    assert "taught with another model" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x", "0"], "Too few recordings (1)"),
        (["x", "0", "0", "1"], "are the same recording"),
        (["x", "0", "1", "silence"], "silence.wav holds only silence"),
        (["x", "0", "1", "nowhere"], "nowhere.wav"),
        (["doorbell", "0", "1", "2"], "--group doorbell"),
        (["2nd", "0", "1", "2"], "cannot be a name"),
        (["x", "0", "1", "2", "--group", "smoke_alarm"], "cannot be taught"),
        (["x", "0", "1", "2", "--group", "dorbell"], "There is no group dorbell"),
    ],
)
def test_wrong_use_is_one_sentence_and_nothing_is_kept(
    rings: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    written(tmp_path, "silence.wav", np.zeros(SAMPLE_RATE, np.float32))
    named = {str(i): one for i, one in enumerate(rings)}
    named |= {one: str(tmp_path / f"{one}.wav") for one in ("silence", "nowhere")}
    given = [words[0], *(named.get(one, one) for one in words[1:])]
    assert main(["teach", *given, "--sounds", str(tmp_path / "kept")]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and sentence in captured.err and captured.err.count("\n") == 1
    assert not (tmp_path / "kept").exists()


def test_examples_of_different_sounds_are_refused(
    rings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = np.random.default_rng(3)
    hiss = (0.2 * chance.standard_normal(SAMPLE_RATE)).astype(np.float32)
    odd = written(tmp_path, "odd.wav", hiss)
    folder = tmp_path / "kept"
    assert main(["teach", "x", *rings, odd, "--sounds", str(folder)]) == 1
    assert "odd.wav does not sound like the others" in capsys.readouterr().err
    assert not folder.exists()
