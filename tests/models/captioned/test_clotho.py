"""Clotho: which clips there are, and what they were cut from."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest

from models.captioned import DatasetFault, load_clotho

HEADER = "file_name,caption_1,caption_2,caption_3,caption_4,caption_5"
TABLE = "clotho_captions_development.csv"
METADATA = "clotho_metadata_development.csv"


def test_every_clip_has_its_five_captions(clotho: Path) -> None:
    clips, missing = load_clotho(clotho)
    assert [clip.path.name for clip in clips] == ["Dog & car.wav", "Pluie café 02.wav"]
    assert [len(clip.captions) for clip in clips] == [5, 5]
    assert clips[0].captions[3] == "A dog barks, then a car passes."
    assert {(clip.source, clip.split) for clip in clips} == {("clotho", "development")}
    assert missing.audio == 0


def test_the_group_is_the_freesound_recording_where_the_metadata_tells(clotho: Path) -> None:
    clips, missing = load_clotho(clotho)
    assert [clip.group for clip in clips] == ["freesound:85362", "clotho:Pluie café 02.wav"]
    assert missing.unidentified == 1
    assert "1 whose original recording is unknown" in missing.summary()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_metadata_is_read_in_whatever_encoding_it_was_saved(clotho: Path, encoding: str) -> None:
    path = clotho / METADATA
    text = path.read_text(encoding="latin-1").replace("Not found,NA", "123,NA")
    path.write_text(text, encoding=encoding)
    assert [c.group for c in load_clotho(clotho)[0]] == ["freesound:85362", "freesound:123"]


def test_a_number_that_is_only_in_the_link_is_found(clotho: Path) -> None:
    path = clotho / METADATA
    text = path.read_text(encoding="latin-1").replace(",85362,http", ",Not found,http")
    path.write_text(text, encoding="latin-1")
    assert load_clotho(clotho)[0][0].group == "freesound:85362"


def test_names_that_the_two_tables_write_differently_are_matched(clotho: Path) -> None:
    path = clotho / METADATA
    text = path.read_text(encoding="latin-1").replace("Dog & car", "Dog ? car")
    path.write_text(text, encoding="latin-1")
    assert load_clotho(clotho)[0][0].group == "freesound:85362"


def test_without_metadata_every_clip_is_kept_and_told_to_be_unidentified(clotho: Path) -> None:
    (clotho / METADATA).unlink()
    clips, missing = load_clotho(clotho)
    assert len(clips) == missing.unidentified == 2


def test_a_file_that_is_not_there_is_counted_and_named(clotho: Path) -> None:
    (clotho / "development" / "Dog & car.wav").unlink()
    clips, missing = load_clotho(clotho)
    assert len(clips) == missing.audio == 1
    assert missing.summary().startswith("1 without audio (Dog & car.wav)")


def test_a_set_without_any_audio_is_refused(clotho: Path) -> None:
    shutil.rmtree(clotho / "development")
    with pytest.raises(DatasetFault, match=r"none of its 2 files .* unpack the archive"):
        load_clotho(clotho)


def test_a_name_whose_accents_a_mac_has_parted_is_found(clotho: Path) -> None:
    path = clotho / "development" / "Pluie café 02.wav"
    path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    assert load_clotho(clotho)[1].audio == 0


def test_the_layout_of_the_baselines_is_read_alike(clotho: Path) -> None:
    (clotho / "clotho_csv_files").mkdir()
    for table in clotho.glob("*.csv"):
        table.rename(clotho / "clotho_csv_files" / table.name)
    (clotho / "clotho_audio_files").mkdir()
    (clotho / "development").rename(clotho / "clotho_audio_files" / "development")
    clips, missing = load_clotho(clotho)
    assert len(clips) == 2
    assert missing.unidentified == 1


def test_a_file_that_stands_twice_is_one_clip_with_each_caption_once(clotho: Path) -> None:
    with (clotho / TABLE).open("a", encoding="utf-8") as file:
        file.write("Dog & car.wav,A dog barks loudly.,Woof says a dog.,,,\n")
    clips, missing = load_clotho(clotho)
    assert len(clips) == 2
    assert len(clips[0].captions) == 6
    assert missing.captions == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file_name,caption_1\na.wav,A dog.\n", r"line 1: the columns caption_2, .* are missing"),
        (f"{HEADER}\na.wav,one,two\n", r"line 2: 3 fields where 6 belong"),
        (f"{HEADER}\na.wav,1,2,3,4,5\nb.wav,1,2,3,4,5,6\n", r"line 3: 7 fields where 6"),
        (f'{HEADER}\na.wav,1,2,3,4,"5\nb.wav,1,2,3,4,5\n', r"a quote that does not end"),
        ("", r"line 1: the columns file_name, .* are missing"),
        (f"{HEADER}\na.wav,1,2,3,4,{'x' * 200_000}\n", r"line 2: it is not a csv row"),
    ],
)
def test_a_malformed_table_is_told_with_its_row(clotho: Path, text: str, said: str) -> None:
    (clotho / TABLE).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetFault, match=said) as told:
        load_clotho(clotho)
    assert str(clotho / TABLE) in str(told.value)


def test_a_split_that_is_not_there_is_told(clotho: Path) -> None:
    with pytest.raises(DatasetFault, match="no split train: name one of development"):
        load_clotho(clotho, "train")
    with pytest.raises(DatasetFault, match=r"clotho_captions_validation\.csv does not exist"):
        load_clotho(clotho, "validation")
