"""MACS, and the table of data sets that can be got and checked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models import get
from models.captioned import DatasetFault, load_macs
from models.captioned.corpora import DATA_SETS

TABLE = """files:
- filename: airport-barcelona-0-0-a.wav
  annotations:
  - identifier: 11
    sentence: People talk in a large hall.
    tags: [adults_talking]
  - identifier: 12
    sentence: Footsteps and an announcement
    tags: [footsteps, announcement]
- filename: airport-barcelona-0-1-a.wav
  annotations:
  - identifier: 11
    sentence: ' '
    tags: [footsteps]
  - identifier: 12
    sentence: Somebody walks by.
    tags: [footsteps]
- filename: park-vienna-3-9-a.wav
  annotations:
  - identifier: 13
    sentence: Birds sing.
    tags: [birds_singing]
"""


@pytest.fixture
def folder(tmp_path: Path, tone: Callable[..., Path]) -> Path:
    folder = tmp_path / "macs"
    for name in ("airport-barcelona-0-0-a", "airport-barcelona-0-1-a"):
        tone(folder / "TAU" / "audio" / f"{name}.wav", 1.0)
    (folder / "MACS.yaml").write_text(TABLE, encoding="utf-8")
    return folder


def test_sounds_anywhere_below_are_found_and_a_place_is_a_group(folder: Path) -> None:
    clips, missing = load_macs(folder)
    assert [one.captions for one in clips] == [
        ("People talk in a large hall.", "Footsteps and an announcement"),
        ("Somebody walks by.",),
    ]
    assert {one.group for one in clips} == {"tau:airport-barcelona-0"}
    assert (missing.audio, missing.captions) == (1, 1)
    assert missing.examples == ("park-vienna-3-9-a.wav",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("files: [", "line 1: it is no YAML"),
        ("other: 1", "no list of files"),
        ("files: [{filename: a.wav}]", "file 1: it lacks"),
        ("files: [{filename: a.wav, annotations: [{sentence: 3}]}]", "file 1: it lacks"),
        ("files: [3]", "file 1: it lacks"),
        ("files: []", "none of its 0 sounds"),
    ],
)
def test_a_malformed_table_is_one_sentence(folder: Path, text: str, words: str) -> None:
    (folder / "MACS.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetFault, match=words):
        load_macs(folder)


def test_a_split_or_sounds_that_are_not_there_say_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetFault, match="no split test"):
        load_macs(folder, "test")
    with pytest.raises(DatasetFault, match=r"MACS\.yaml does not exist"):
        load_macs(tmp_path)


def test_every_data_set_says_where_it_comes_from() -> None:
    lines = list(get.listed())
    assert len(DATA_SETS) == 4
    for name in DATA_SETS:
        assert sum(line.startswith(f"{name}: ") for line in lines) == 3


def test_a_folder_is_checked(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tmp_path / "data"
    (data / "captions").mkdir(parents=True)
    (data / "captions" / "esc_clotho.csv").write_text("path\naudio/esc50/1-17-A-0.ogg\n")
    (data / "clips.csv").write_text("group,use,split\nfreesound:17,train,train\n")
    monkeypatch.setattr(sys, "argv", ["get", f"macs:{folder}", "--data", str(data)])
    get.main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("macs: 2 clips; 1 without audio (park-vienna-3-9-a.wav); 1 empty")
    assert line.endswith("3 captions of 1 original recordings")
