"""AudioCaps: files that everybody names in their own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.captioned import DatasetFault, load_audiocaps

HEADER = "audiocap_id,youtube_id,start_time,caption\n"
TRAIN = (
    "91139,r1nicOVtvkQ,130,A woman talks nearby as water pours\n"
    '58146,-JEfDuPmIxc,30,"Multiple clanging and clanking sounds, then a bell"\n'
    "87371,F_Yk2PaxB0s,0,Food is frying while a woman speaks\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "audiocaps"
    folder.mkdir()
    (folder / "train.csv").write_text(HEADER + TRAIN, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "train/r1nicOVtvkQ_130.wav",
        "Yr1nicOVtvkQ.wav",
        "audio/91139.flac",
        "train/r1nicOVtvkQ.WAV",
    ],
)
def test_a_file_is_found_under_every_name_that_is_in_use(
    folder: Path, tone: Callable[..., Path], name: str
) -> None:
    path = tone(folder / name, 1.0, rate=16_000)
    clips, missing = load_audiocaps(folder)
    assert [(c.path, c.group, c.start, c.seconds) for c in clips] == [
        (path, "youtube:r1nicOVtvkQ", 0.0, 10.0)
    ]
    assert missing.audio == 2


def test_ids_that_begin_with_a_dash_or_hold_an_underscore_are_found(
    folder: Path, tone: Callable[..., Path]
) -> None:
    tone(folder / "train" / "-JEfDuPmIxc_30.wav", 1.0)
    tone(folder / "train" / "F_Yk2PaxB0s_0.wav", 1.0)
    clips, missing = load_audiocaps(folder)
    assert [c.group for c in clips] == ["youtube:-JEfDuPmIxc", "youtube:F_Yk2PaxB0s"]
    assert missing.summary() == "1 without audio (r1nicOVtvkQ_130)"


def test_the_most_exact_name_counts_and_the_folder_of_the_split(
    folder: Path, tone: Callable[..., Path]
) -> None:
    tone(folder / "r1nicOVtvkQ.wav", 1.0)
    tone(folder / "audio" / "r1nicOVtvkQ_130.wav", 1.0)
    exact = tone(folder / "train" / "r1nicOVtvkQ_130.wav", 1.0)
    assert load_audiocaps(folder)[0][0].path == exact


def test_of_a_whole_video_only_the_ten_seconds_count(
    folder: Path, tone: Callable[..., Path]
) -> None:
    tone(folder / "r1nicOVtvkQ.flac", 150.0, rate=8_000)
    (clip,) = load_audiocaps(folder)[0]
    assert (clip.start, clip.seconds) == (130.0, 10.0)


def test_five_rows_about_one_stretch_are_one_clip(folder: Path, tone: Callable[..., Path]) -> None:
    lines = [f"{i},rqfQRErjfk8,170.0,Caption {i % 4}\n" for i in range(97150, 97155)]
    (folder / "test.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    tone(folder / "test" / "97152.wav", 1.0)
    (clip,) = load_audiocaps(folder, "test")[0]
    assert len(clip.captions) == 4
    assert clip.split == "test"


def test_a_damaged_file_is_left_for_the_reader_to_count(folder: Path) -> None:
    (folder / "r1nicOVtvkQ.wav").write_bytes(b"no sound")
    assert load_audiocaps(folder)[0][0].start == 0.0


def test_a_set_without_any_audio_is_refused(folder: Path) -> None:
    with pytest.raises(DatasetFault, match=r"for none of its 3 clips .* name them \{youtube_id"):
        load_audiocaps(folder)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,abc,soon,A dog barks\n", "line 5: the start_time 'soon' is no number"),
        ("1,abc,nan,A dog barks\n", "line 5: the start_time 'nan' is no number"),
        ("1,,30,A dog barks\n", "line 5: it has no youtube_id"),
        ("1,abc,30,A dog barks, loudly\n", "line 5: 5 fields where 4 belong"),
        ('1,abc,30,"A dog barks\n2,def,30,A cat\n', "a quote that does not end"),
    ],
)
def test_a_malformed_row_is_told(folder: Path, row: str, said: str) -> None:
    (folder / "train.csv").write_text(HEADER + TRAIN + row, encoding="utf-8")
    with pytest.raises(DatasetFault, match=said):
        load_audiocaps(folder)


def test_a_split_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(DatasetFault, match="no split dev: name one of train"):
        load_audiocaps(folder, "dev")
    with pytest.raises(DatasetFault, match=r"val\.csv does not exist"):
        load_audiocaps(folder, "val")
