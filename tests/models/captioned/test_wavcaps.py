"""WavCaps: four sources, four ways of naming."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.captioned import DatasetFault, load_wavcaps

ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    "AudioSet_SL": (
        "as_final.json",
        {
            "id": "Yb0RFKhbpFJA.wav",
            "caption": "Wind and a man speaking are heard.",
            "audio": "wav_path",
            "duration": 10.0,
        },
    ),
    "BBC_Sound_Effects": (
        "bbc_final.json",
        {
            "title": "Two-stroke petrol engine driving small elevator.",
            "description": "Two-stroke petrol engine driving small elevator, start, run, stop.",
            "author": "BBC Sound Effects",
            "href": "/07066220",
            "caption": "A small elevator is being driven by a two-stroke petrol engine.",
            "id": "07066220",
            "duration": 194.0,
            "audio": "wav_path",
            "download_link": "https://sound-effects-media.bbcrewind.co.uk/zip/07066220.wav.zip",
        },
    ),
    "FreeSound": (
        "fsd_final.json",
        {
            "id": "180913",
            "file_name": "Dog.wav",
            "href": "/people/ann/sounds/180913/",
            "tags": ["dog"],
            "description": "my dog",
            "author": "ann",
            "duration": 7.5,
            "download_link": "https://freesound.org/people/ann/sounds/180913/download/",
            "caption": "A dog barks.",
            "audio": "wav_path",
        },
    ),
    "SoundBible": (
        "sb_final.json",
        {
            "title": "Airplane Landing",
            "description": "Airplane landing on a runway.",
            "author": "Daniel Simion",
            "href": "2219-Airplane-Landing-Airport.html",
            "caption": "An airplane is landing.",
            "id": "2219",
            "duration": 14.1,
            "audio": "wav_path",
            "download_link": "http://soundbible.com/grab.php?id=2219&type=wav",
        },
    ),
}


def write(folder: Path, source: str, *more: Any) -> Path:
    name, entry = ENTRIES[source]
    path = folder / "json_files" / source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"num_captions_per_audio": 1, "data": [entry, *more]}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_every_source_is_read_and_its_files_are_found(
    tmp_path: Path, tone: Callable[..., Path]
) -> None:
    for source in ENTRIES:
        write(tmp_path, source)
    tone(tmp_path / "waveforms" / "AudioSet_SL" / "Yb0RFKhbpFJA.flac", 1.0, rate=32_000)
    tone(tmp_path / "waveforms" / "BBC_Sound_Effects" / "07066220.flac", 1.0, rate=32_000)
    # As its archives unpack, and as some rename it.
    tone(tmp_path / "Zip_files" / "FreeSound" / "x" / "FreeSound_flac" / "180913.flac", 1.0)
    tone(tmp_path / "Audio" / "SoundBible" / "2219.flac", 1.0, rate=32_000)
    clips, missing = load_wavcaps(tmp_path)
    assert [(c.source, c.group) for c in clips] == [
        ("wavcaps/AudioSet_SL", "youtube:b0RFKhbpFJA"),
        ("wavcaps/BBC_Sound_Effects", "bbc:07066220"),
        ("wavcaps/FreeSound", "freesound:180913"),
        ("wavcaps/SoundBible", "soundbible:2219"),
    ]
    assert clips[2].captions == ("A dog barks.",)
    assert missing.summary() == ""


def test_one_source_can_be_taken_alone(tmp_path: Path, tone: Callable[..., Path]) -> None:
    write(tmp_path, "FreeSound")
    write(tmp_path, "SoundBible")
    tone(tmp_path / "waveforms" / "SoundBible" / "2219.flac", 1.0)
    clips, missing = load_wavcaps(tmp_path, "SoundBible")
    assert [c.source for c in clips] == ["wavcaps/SoundBible"]
    assert missing.audio == 0


def test_what_is_not_on_disk_is_counted(tmp_path: Path, tone: Callable[..., Path]) -> None:
    write(tmp_path, "FreeSound", {"id": 7, "caption": "A cat."}, {"id": "8", "caption": "Rain."})
    tone(tmp_path / "waveforms" / "FreeSound" / "7.flac", 1.0)
    clips, missing = load_wavcaps(tmp_path)
    assert [c.group for c in clips] == ["freesound:7"]
    assert missing.summary() == "2 without audio (FreeSound/180913, FreeSound/8)"


def test_an_id_that_stands_twice_is_one_clip(tmp_path: Path, tone: Callable[..., Path]) -> None:
    write(tmp_path, "SoundBible", {"id": "2219", "caption": "A plane lands."})
    tone(tmp_path / "waveforms" / "SoundBible" / "2219.flac", 1.0)
    (clip,) = load_wavcaps(tmp_path)[0]
    assert clip.captions == ("An airplane is landing.", "A plane lands.")


def test_a_set_without_any_audio_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "FreeSound")
    with pytest.raises(DatasetFault, match=r"none of the 1 sounds .* unpack the archives"):
        load_wavcaps(tmp_path)


def test_a_folder_without_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetFault, match=r"holds no as_final\.json or .* give the folder"):
        load_wavcaps(tmp_path)
    with pytest.raises(DatasetFault, match=r"sb_final\.json does not exist"):
        load_wavcaps(tmp_path, "SoundBible")
    with pytest.raises(DatasetFault, match="no part Youtube: name train or one of AudioSet_SL"):
        load_wavcaps(tmp_path, "Youtube")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"num_captions_per_audio": 1,\n "data": [', "line 2: it is not json"),
        ('{"num_captions_per_audio": 1}', 'it has no list "data"'),
        ("[]", 'it has no list "data"'),
        ('{"data": [{"id": "1", "caption": "A."}, {"caption": "B."}]}', "entry 2: it has no id"),
        ('{"data": [{"id": "1"}]}', r"entry 1 \(id 1\): it has no caption"),
        ('{"data": ["a"]}', "entry 1: it has no id"),
    ],
)
def test_a_malformed_json_file_is_told_with_its_entry(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, "SoundBible")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetFault, match=said) as told:
        load_wavcaps(tmp_path)
    assert str(path) in str(told.value)
